//! What an error of the kernel's says to a reader: for want of room, what there is none of, and what can be done.
//!
//! Never knows what was asked for.

use std::io;

use nix::errno::Errno;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use crate::i18n::Sentence;

/// What the kernel has none left of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Descriptors, by the process's own limit.
    Descriptors,
    /// Descriptors, in the whole system.
    SystemDescriptors,
    /// Processes and threads.
    Processes,
    /// Memory.
    Memory,
}

impl Want {
    /// What an error is for want of; None: it is about something else.
    pub(super) fn of(errno: Errno) -> Option<Self> {
        match errno {
            Errno::EMFILE => Some(Want::Descriptors),
            Errno::ENFILE => Some(Want::SystemDescriptors),
            Errno::EAGAIN => Some(Want::Processes),
            Errno::ENOMEM | Errno::ENOBUFS => Some(Want::Memory),
            _ => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Want::Descriptors => "descriptors",
            Want::SystemDescriptors => "system_descriptors",
            Want::Processes => "processes",
            Want::Memory => "memory",
        }
    }

    /// The limit that can be raised.
    fn limit(self) -> Option<Resource> {
        match self {
            Want::Descriptors => Some(Resource::RLIMIT_NOFILE),
            Want::Processes => Some(Resource::RLIMIT_NPROC),
            Want::SystemDescriptors | Want::Memory => None,
        }
    }

    /// Why a run was refused something, and what it can do.
    fn refusal(self) -> Sentence {
        let sentence = Sentence::new(format!("refused.{}", self.key()));
        let Some(resource) = self.limit() else {
            return sentence;
        };
        let limit = match getrlimit(resource) {
            Ok((RLIM_INFINITY, _)) | Err(_) => "unlimited".to_owned(),
            Ok((soft, _)) => soft.to_string(),
        };
        sentence.with("limit", limit)
    }

    /// What can be done before anything runs.
    pub(super) fn cure(self) -> Sentence {
        Sentence::new(format!("need.cure.{}", self.key()))
    }
}

fn want(error: &io::Error) -> Option<Want> {
    error.raw_os_error().map(Errno::from_raw).and_then(Want::of)
}

/// Says it.
pub fn sentence(error: &io::Error) -> Sentence {
    want(error).map_or_else(|| kernel(error), Want::refusal)
}

/// That the kernel refused it, in its own words.
pub fn kernel(error: impl std::fmt::Display) -> Sentence {
    Sentence::new("refused.kernel").with("error", &error)
}

/// The same error, in words where it is one for want of room.
pub fn explained(error: io::Error) -> io::Error {
    match want(&error) {
        Some(want) => io::Error::other(want.refusal()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn want_of_room_is_said_in_words_and_with_what_to_do() {
        let said = |errno: Errno| explained(errno.into()).to_string();
        assert!(said(Errno::EMFILE).contains("`ulimit -n`"));
        assert!(said(Errno::ENFILE).contains("fs.file-max"));
        assert!(said(Errno::EAGAIN).contains("`ulimit -u`"));
        assert!(said(Errno::ENOMEM).contains("memory"));
        assert!(said(Errno::ENOENT).contains("No such file"));
    }
}
