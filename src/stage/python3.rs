//! The machine's own `python3`, running the lesson's listing: what it prints is CPython's word beside the demo's.
//!
//! It runs isolated (`-I`): a `threading.py` that lies where the student stands is nobody's module.
//! Never knows what the lines mean.

use std::process::{Command, Stdio};

use super::Actor;
use crate::sys::process;

/// The processor time it may take, in seconds: the kernel ends a program that goes on and on.
const MOST: u64 = 60;

impl Actor {
    /// Runs the lesson's listing, with this run's knobs, on `python3`: its version, and the lines it printed.
    ///
    /// None: there is no `python3`, or it failed; said as an event.
    pub fn python3(&self) -> Option<(String, Vec<String>)> {
        let listing = self.listing();
        let version = "import platform; print(platform.python_version())\n";
        let mut command = Command::new("python3");
        command
            .args([
                "-I",
                "-W",
                "ignore",
                "-c",
                &(version.to_owned() + &listing.program),
            ])
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::null());
        process::dies_with_us(&mut command, MOST);
        self.blocked("python3", None);
        let came = command.output();
        self.unblocked("python3");
        let why = match came {
            Ok(output) if output.status.success() => {
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                let mut lines = printed.lines().map(str::to_owned);
                if let Some(version) = lines.next() {
                    return Some((version, lines.collect()));
                }
                "it printed nothing".to_owned()
            }
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let last = said.lines().last().unwrap_or_default();
                format!("it ended with {}: {last}", output.status)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.fact("python3", "missing");
                "there is none on the PATH; install Python 3, then try again".to_owned()
            }
            Err(error) => format!("it could not be started: {error}"),
        };
        self.refused("python3", why);
        None
    }
}
