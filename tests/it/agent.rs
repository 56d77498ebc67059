//! The agent alone: its modules' own tests, in Python, on every interpreter that is found.
//!
//! By hand: `python3 -B -m unittest discover -s tests/agent`.

use std::process::Command;

use crate::transparency::interpreters;

#[test]
fn its_modules_keep_their_word_on_every_interpreter() {
    for python in interpreters() {
        let output = Command::new(python.program())
            .args(["-B", "-m", "unittest", "discover", "-s", "tests/agent"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap_or_else(|why| panic!("CPython {} can't be started: {why}", python.release));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "CPython {}:\n{said}",
            python.release
        );
        assert!(!said.contains("Ran 0 tests"), "{said}");
    }
}
