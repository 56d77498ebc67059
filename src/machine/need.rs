//! The things that are needed, by name, and the sentence for one that is missing.
//!
//! Never knows how it is found out that one is.

use std::fmt;
use std::io;

use nix::errno::Errno;

use crate::i18n::{Lang, Sentence, word};
use crate::machine::room::Want;

/// Something of the machine. Its name, why it is needed and what to do without it are words of the screen: `need.proc.why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The kernel's word on processes.
    Proc,
    /// The device that everything vanishes in.
    Null,
    /// Pseudo-terminals.
    Terminals,
    /// Room for processes.
    Processes,
    /// Room for threads.
    Threads,
    /// System calls by which one waits and hears.
    Calls,
    /// Unix sockets.
    Sockets,
    /// Memory that processes share.
    Memory,
    /// Mappings for coroutines' stacks.
    Stacks,
    /// A private directory for a run's socket.
    Directory,
    /// Room on the main stack.
    Stack,
    /// Address space.
    Addresses,
    /// Descriptors.
    Descriptors,
    /// A directory for a presenter's socket.
    Notes,
    /// A place for progress.
    State,
    /// A terminal to fill.
    Screen,
    /// A terminal that shows all characters.
    Utf8,
    /// The machine's own Python.
    Python3,
    /// A lesson's run, from its start to its end.
    Run,
}

impl Need {
    fn key(self) -> &'static str {
        match self {
            Need::Proc => "proc",
            Need::Null => "null",
            Need::Terminals => "terminals",
            Need::Processes => "processes",
            Need::Threads => "threads",
            Need::Calls => "calls",
            Need::Sockets => "sockets",
            Need::Memory => "memory",
            Need::Stacks => "stacks",
            Need::Directory => "directory",
            Need::Stack => "stack",
            Need::Addresses => "addresses",
            Need::Descriptors => "descriptors",
            Need::Notes => "notes",
            Need::State => "state",
            Need::Screen => "screen",
            Need::Utf8 => "utf8",
            Need::Python3 => "python3",
            Need::Run => "run",
        }
    }

    /// What it is called.
    pub fn name(self, lang: Lang) -> &'static str {
        word(lang, &format!("need.{}.name", self.key()))
    }
}

/// Something that is needed and isn't there.
#[derive(Debug)]
pub struct Missing {
    /// What.
    pub need: Need,
    /// What was asked for: a file, a system call, a limit.
    asked: String,
    /// What was answered.
    answer: String,
    errno: Option<Errno>,
}

impl Missing {
    /// Something was asked for, and this was the answer.
    pub fn new(need: Need, asked: &str, answer: &str) -> Self {
        Self {
            need,
            asked: asked.to_owned(),
            answer: answer.to_owned(),
            errno: None,
        }
    }

    /// Something was asked for, and the system refused.
    pub fn of(need: Need, asked: &str, error: &io::Error) -> Self {
        let errno = errno_of(error);
        let answer = errno.map_or_else(|| error.to_string(), |errno| errno.to_string());
        Self {
            errno,
            ..Self::new(need, asked, &answer)
        }
    }

    /// What was asked for and what came of it, why it is needed, and what to do.
    pub fn said(&self, lang: Lang) -> String {
        self.sentence().said(lang)
    }

    /// The same, to be said later.
    pub fn sentence(&self) -> Sentence {
        let why = format!("need.{}.why", self.need.key());
        Sentence::new("need.said")
            .with("asked", &self.asked)
            .with("answer", &self.answer)
            .with("why", Sentence::new(why))
            .with("cure", self.cure())
    }

    /// Whatever was asked for: what the kernel has none of, or forbids, says more than what it was for.
    fn cure(&self) -> Sentence {
        if let Some(want) = self.errno.and_then(Want::of) {
            return want.cure();
        }
        match self.errno {
            Some(Errno::EPERM | Errno::ENOSYS | Errno::EACCES) if self.is_call() => {
                Sentence::new("need.cure.forbidden")
            }
            _ => Sentence::new(format!("need.{}.cure", self.need.key())),
        }
    }

    /// The sentence, and who says what else is missing.
    pub fn whole(&self) -> Sentence {
        Sentence::new("need.whole")
            .with("said", self.sentence())
            .with("more", Sentence::new("need.more"))
    }

    fn is_call(&self) -> bool {
        self.asked.ends_with("(2)")
    }
}

/// The kernel's word, however deep others have wrapped it.
fn errno_of(error: &io::Error) -> Option<Errno> {
    let mut errno = error.raw_os_error();
    let mut inner = std::error::Error::source(error);
    while let (None, Some(error)) = (errno, inner) {
        errno = error.downcast_ref().and_then(io::Error::raw_os_error);
        inner = error.source();
    }
    errno.map(Errno::from_raw)
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole().said(Lang::En))
    }
}

impl std::error::Error for Missing {}

impl From<Missing> for io::Error {
    fn from(missing: Missing) -> Self {
        let kind = missing
            .errno
            .map_or(io::ErrorKind::Other, |errno| io::Error::from(errno).kind());
        io::Error::new(kind, missing)
    }
}

/// An error of the system's with the reason for asking.
pub trait Needed<T> {
    /// The same, an error being the sentence for what is missing. One that is a sentence already stays as it is.
    ///
    /// # Errors
    /// What was asked for wasn't given.
    fn needed(self, need: Need, asked: &str) -> io::Result<T>;
}

impl<T, E: Into<io::Error>> Needed<T> for Result<T, E> {
    fn needed(self, need: Need, asked: &str) -> io::Result<T> {
        self.map_err(|error| {
            let error = error.into();
            let said = error.get_ref().is_some_and(|inner| inner.is::<Missing>());
            match said {
                true => error,
                false => Missing::of(need, asked, &error).into(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Need; 19] = [
        Need::Proc,
        Need::Null,
        Need::Terminals,
        Need::Processes,
        Need::Threads,
        Need::Calls,
        Need::Sockets,
        Need::Memory,
        Need::Stacks,
        Need::Directory,
        Need::Stack,
        Need::Addresses,
        Need::Descriptors,
        Need::Notes,
        Need::State,
        Need::Screen,
        Need::Utf8,
        Need::Python3,
        Need::Run,
    ];

    fn said(need: Need, asked: &str, errno: Errno) -> String {
        let refused = Err::<(), _>(errno).needed(need, asked);
        refused.map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn every_need_has_all_its_words_in_both_languages() {
        for need in ALL {
            for lang in Lang::ALL {
                let missing = Missing::of(need, "it", &Errno::ENOENT.into());
                let said = need.name(lang).to_owned() + &missing.said(lang);
                assert!(!said.contains(['⟨', '{']), "{need:?}: {said}");
            }
        }
    }

    #[test]
    fn a_refusal_says_what_was_asked_for_why_and_what_to_do() {
        let gone = said(Need::Null, "/dev/null", Errno::ENOENT);
        assert!(
            gone.starts_with("/dev/null: ENOENT: No such file"),
            "{gone}"
        );
        assert!(gone.contains("mknod") && gone.contains("concurrium doctor"));
        for errno in [Errno::EPERM, Errno::ENOSYS] {
            let forbidden = said(Need::Calls, "epoll_create1(2)", errno);
            assert!(forbidden.contains("seccomp"), "{forbidden}");
        }
        let full = said(Need::Directory, "/tmp", Errno::EMFILE);
        assert!(full.contains("ulimit -n"), "{full}");
        let all_full = said(Need::Directory, "/tmp", Errno::ENFILE);
        assert!(all_full.contains("fs.file-max"), "{all_full}");
        assert!(said(Need::Processes, "fork(2)", Errno::EAGAIN).contains("ulimit -u"));
        let once = Err::<(), _>(Errno::EPERM).needed(Need::Calls, "a(2)");
        let twice = once.needed(Need::Proc, "b");
        assert!(twice.is_err_and(|error| error.to_string().starts_with("a(2)")));
    }
}
