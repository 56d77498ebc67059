//! The limits that a program is started with, against what it needs at least. Without that it would break off in the middle of
//! something, by a signal and without a word.
//!
//! Never knows what the program does.

use std::io;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

use crate::machine::need::{Missing, Need};

/// A limit and the least that is enough.
pub struct Limit {
    /// What it is needed for.
    pub need: Need,
    resource: Resource,
    /// The shell's word for it.
    option: &'static str,
    /// In the kernel's unit.
    least: u64,
    /// How many of the kernel's units the shell's one has.
    unit: u64,
}

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// All that are looked at. Each least was found by trying every command and every lesson with its defaults, and at least doubled;
/// that of address space has room for the greatest search of schedules, too.
pub const ALL: [Limit; 4] = [
    Limit {
        need: Need::Stack,
        resource: Resource::RLIMIT_STACK,
        option: "ulimit -s",
        least: MIB,
        unit: KIB,
    },
    Limit {
        need: Need::Addresses,
        resource: Resource::RLIMIT_AS,
        option: "ulimit -v",
        least: 512 * MIB,
        unit: KIB,
    },
    Limit {
        need: Need::Addresses,
        resource: Resource::RLIMIT_DATA,
        option: "ulimit -d",
        least: 32 * MIB,
        unit: KIB,
    },
    Limit {
        need: Need::Descriptors,
        resource: Resource::RLIMIT_NOFILE,
        option: "ulimit -n",
        least: 20,
        unit: 1,
    },
];

impl Limit {
    /// Looks whether there is enough, and takes what the hard limit lets one take if not. What there is, in the shell's words.
    ///
    /// # Errors
    /// There is too little.
    pub fn look(&self) -> Result<String, Missing> {
        // A kernel that doesn't say limits nothing.
        let (soft, hard) = getrlimit(self.resource).unwrap_or((RLIM_INFINITY, RLIM_INFINITY));
        if soft >= self.least {
            return Ok(self.said(soft));
        }
        // The main stack grows into what it may have at that moment, so it isn't too late.
        if hard >= self.least && setrlimit(self.resource, self.least, hard).is_ok() {
            return Ok(self.said(self.least));
        }
        let too_little = format!("{} < {}", soft / self.unit, self.least / self.unit);
        Err(Missing::new(self.need, self.option, &too_little))
    }

    /// `ulimit -s 8192`
    fn said(&self, limit: u64) -> String {
        match limit {
            RLIM_INFINITY => format!("{} unlimited", self.option),
            limit => format!("{} {}", self.option, limit / self.unit),
        }
    }
}

/// Looks at all of them.
///
/// # Errors
/// Of the first there is too little of.
pub fn look() -> io::Result<()> {
    for limit in ALL {
        limit.look()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_is_said_with_what_there_is_and_what_there_must_be() {
        let limit = Limit {
            need: Need::Descriptors,
            resource: Resource::RLIMIT_NOFILE,
            option: "ulimit -n",
            least: RLIM_INFINITY - 1,
            unit: 1,
        };
        let said = limit.look().map_err(|missing| missing.to_string());
        let shape = |said: String| said.starts_with("ulimit -n: ") && said.contains(" < ");
        assert!(said.is_err_and(shape));
        assert!(look().is_ok());
    }
}
