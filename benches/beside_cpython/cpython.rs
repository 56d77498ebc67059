//! CPython's side: runs `cpython.py` and reads its figures.

use std::io;
use std::process::Command;

/// What CPython measured.
pub(crate) struct Figures {
    pub(crate) version: String,
    lines: Vec<(String, f64)>,
}

/// Runs CPython's side.
///
/// # Errors
/// There is no interpreter, or it said something else than figures.
pub(crate) fn measure() -> io::Result<Figures> {
    let python = std::env::var_os("CONCURRIUM_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
        .args(["-c", include_str!("cpython.py")])
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    let mut figures = Figures {
        version: String::new(),
        lines: Vec::new(),
    };
    for (name, value) in pairs {
        match value.parse() {
            Ok(number) if name != "version" => figures.lines.push((name.to_owned(), number)),
            _ => value.clone_into(&mut figures.version),
        }
    }
    Ok(figures)
}

impl Figures {
    /// The figure of this name.
    pub(crate) fn figure(&self, name: &str) -> Option<f64> {
        let found = self.lines.iter().find(|(known, _)| known == name);
        found.map(|(_, figure)| *figure)
    }
}
