//! The machine's own `python3`, running the lesson's listing: what it prints is CPython's word beside the demo's.
//!
//! Never knows what the lines mean.

use crate::i18n::Sentence;
use crate::machine::{self, room};
use crate::protocol::PYTHON3;
use crate::protocol::keys::MISSING;
use crate::stage::Actor;

/// The processor time it may take, in seconds: the kernel ends a program that goes on and on.
const MOST: u64 = 60;

/// Asks it what it is, in three lines: the version, the build, and whether its GIL is on now. Up to 3.12 every build has one.
const WHAT_IT_IS: &str = "\
import platform, sys, sysconfig
print(platform.python_version())
print('free-threaded' if sysconfig.get_config_var('Py_GIL_DISABLED') else 'with a GIL')
print('on' if getattr(sys, '_is_gil_enabled', lambda: True)() else 'off')
";

/// What a `python3` said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python3 {
    /// `3.14.0`
    pub version: String,
    /// `free-threaded` or `with a GIL`: how it was built.
    pub build: String,
    /// `on` or `off`: whether its GIL was on as it ran.
    pub gil: String,
    /// What the listing printed.
    pub lines: Vec<String>,
}

impl Actor {
    /// Runs the lesson's listing, with this run's knobs, on `python3`: what it is, and the lines it printed.
    ///
    /// None: there is no `python3`, or it failed; said as an event.
    pub fn python3(&self) -> Option<Python3> {
        let listing = self.listing();
        let mut command = machine::python3(MOST);
        command.args(["-c", &(WHAT_IT_IS.to_owned() + &listing.program)]);
        self.blocked(PYTHON3, None);
        let came = command.output();
        self.unblocked(PYTHON3);
        let why = match came {
            Ok(output) if output.status.success() => {
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                let mut lines = printed.lines().map(str::to_owned);
                let said = (lines.next(), lines.next(), lines.next());
                if let (Some(version), Some(build), Some(gil)) = said {
                    let lines = lines.collect();
                    return Some(Python3 {
                        version,
                        build,
                        gil,
                        lines,
                    });
                }
                Sentence::new("refused.python3_silent")
            }
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let last = said.lines().last().unwrap_or_default();
                Sentence::new("refused.python3_ended")
                    .with("status", &output.status)
                    .with("last", last)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.fact(PYTHON3, MISSING);
                Sentence::new("refused.python3_none")
            }
            Err(error) => {
                let why = room::sentence(&error);
                Sentence::new("refused.python3_not_started").with("why", why)
            }
        };
        self.refused(PYTHON3, &why);
        None
    }
}
