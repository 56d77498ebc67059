//! A listing run by real CPython, and its native demo: what each prints. Which lessons are compared is `conformance`'s table.

use std::process::Command;

use concurrium::protocol::{Stream, What};

use crate::shelf;
use crate::stages::run;

/// What CPython prints for the listing with these knobs. None: there is no python3, and it isn't required here.
pub(crate) fn in_cpython(lesson: &str, set: &[(&str, &str)]) -> Option<Vec<String>> {
    let lesson = shelf::lesson(lesson);
    let mut settings = lesson.defaults();
    for (knob, value) in set {
        settings.set(lesson, knob, value).unwrap();
    }
    let program = lesson.listing.with(&settings).program();
    // Unbuffered, CPython would write a line in pieces, and those of several processes would mix.
    let output = Command::new("python3")
        .args(["-W", "ignore", "-c", &program])
        .env_remove("PYTHONUNBUFFERED")
        .env("PYTHONIOENCODING", "utf-8")
        .output();
    let Ok(output) = output else {
        assert!(
            std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none(),
            "python3 is needed here and is missing"
        );
        println!("python3 is missing: the listings are not held against CPython");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect(),
    )
}

pub(crate) fn native(lesson: &str, set: &[(&str, &str)]) -> Vec<String> {
    run(lesson, set, &[])
        .into_iter()
        .filter_map(|event| match event.what {
            What::Output {
                stream: Stream::Stdout,
                text,
                ..
            } => Some(text),
            _ => None,
        })
        .collect()
}
