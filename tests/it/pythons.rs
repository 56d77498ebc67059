//! The interpreters that our Python is held against.
//!
//! `CONCURRIUM_PYTHON` names them, with `:` between as in `PATH`: `python3.8:/opt/python3.14/bin/python3`. Unless it is set, it
//! is `python3` alone. One that can't be started is passed over with a word, unless `CONCURRIUM_NEEDS_PYTHON` is set: then the
//! test fails.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use concurrium::python::Version;

/// An interpreter.
pub(crate) struct Python {
    program: OsString,
    /// Its rules.
    pub(crate) version: Version,
    /// `3.11.7`
    pub(crate) release: String,
}

/// All that are named and can be started.
///
/// # Errors
/// One that is needed can't be started, or is of no version that we know.
pub(crate) fn all() -> Vec<Python> {
    let named = std::env::var_os("CONCURRIUM_PYTHON").unwrap_or_else(|| "python3".into());
    let named = std::env::split_paths(&named).map(OsString::from);
    let found = named.filter_map(|program| match Python::found(program) {
        Ok(python) => Some(python),
        Err(why) => {
            let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
            assert!(!needed, "CONCURRIUM_NEEDS_PYTHON is set, but {why}");
            println!("not held against this CPython: {why}");
            None
        }
    });
    found.collect()
}

impl Python {
    fn found(program: OsString) -> Result<Python, String> {
        let asked = ["-c", "import platform; print(platform.python_version())"];
        let output = Command::new(&program)
            .args(asked)
            .output()
            .map_err(|why| format!("{} can't be started: {why}", program.display()))?;
        let release = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let version = release
            .parse()
            .map_err(|why| format!("{} is {release}: {why}", program.display()))?;
        Ok(Python {
            program,
            version,
            release,
        })
    }

    /// How it is started.
    pub(crate) fn program(&self) -> &std::ffi::OsStr {
        &self.program
    }

    /// What it makes of a program on its standard input, with these arguments before the `-`.
    pub(crate) fn output(&self, arguments: &[&str], input: &[u8]) -> std::io::Result<Output> {
        let mut child = Command::new(&self.program)
            .args(arguments)
            .env("PYTHONIOENCODING", "utf-8")
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut stdin = child.stdin.take();
        std::thread::scope(|scope| {
            // It may begin to answer before it has read all.
            scope.spawn(move || stdin.take().map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        })
    }

    /// What it makes of a program in a file, which is called the same each time: one that starts others by `spawn` is read there again.
    pub(crate) fn runs(&self, program: &str) -> std::io::Result<Output> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("program.py");
        std::fs::write(&file, program)?;
        let mut ran = self.output(&["-W", "ignore", &file.to_string_lossy()], &[])?;
        let name = folder.path().to_string_lossy();
        for told in [&mut ran.stdout, &mut ran.stderr] {
            *told = String::from_utf8_lossy(told)
                .replace(&*name, "")
                .into_bytes();
        }
        Ok(ran)
    }

    /// What this script prints.
    pub(crate) fn prints(&self, script: &str) -> String {
        self.prints_with(&["-W", "ignore", "-"], script.as_bytes())
    }

    /// What it prints when it is started with these arguments and given this.
    pub(crate) fn prints_with(&self, arguments: &[&str], input: &[u8]) -> String {
        let output = match self.output(arguments, input) {
            Ok(output) => output,
            Err(why) => panic!("CPython {} can't be started: {why}", self.release),
        };
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "CPython {} failed ({}):\n{complaint}",
            self.release,
            output.status
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
