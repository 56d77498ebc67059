//! What was told of whom, so that only news is told; and whose news a process can tell: its own, its parent's, its children's.
//!
//! Never knows what is looked at.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;

use nix::fcntl::OFlag;
use nix::unistd::{getppid, pipe2, read, write};

use crate::i18n::Sentence;
use crate::protocol::{ActorId, Source, What};
use crate::stage::actor::Actor;

/// What a thing of a demo carries through its forks: who made it, who has it, and what was told of it.
pub(super) struct Witness {
    maker: (i32, ActorId),
    /// By these children say that they have been born: nothing may be told of anybody before that.
    born: (OwnedFd, OwnedFd),
    /// The pids that are known here to be born.
    known: RefCell<Vec<i32>>,
    told: RefCell<BTreeMap<(ActorId, &'static str), String>>,
}

impl Witness {
    /// Of a thing that this process makes now.
    ///
    /// # Errors
    /// There are no descriptors left.
    pub(super) fn of(py: &Actor) -> io::Result<Self> {
        let own = std::process::id().cast_signed();
        Ok(Self {
            maker: (own, py.id().clone()),
            born: pipe2(OFlag::O_NONBLOCK | OFlag::O_CLOEXEC)?,
            known: RefCell::new(vec![own]),
            told: RefCell::default(),
        })
    }

    /// Who has the thing and can be looked at from here: this process, and its children, or its parent who made it.
    /// What a new process tells first is of itself alone: its parent tells of itself at the same time.
    pub(super) fn family(&self, py: &Actor) -> Vec<(i32, ActorId)> {
        let own = (std::process::id().cast_signed(), py.id().clone());
        let mut known = self.known.borrow_mut();
        let mut family = vec![own];
        if *py.id() == self.maker.1 {
            let mut pid = [0; 4];
            while read(&self.born.0, &mut pid) == Ok(pid.len()) {
                known.push(i32::from_ne_bytes(pid));
            }
            let children = py.children.borrow();
            let children = children.iter().filter(|(pid, _)| known.contains(pid));
            family.extend(children.map(|(pid, id)| (*pid, id.clone())));
        } else if !known.contains(&family[0].0) {
            known.push(family[0].0);
            // A pipe full of pids nobody has read: those born later are not told of, that is all.
            let _ = write(&self.born.1, &family[0].0.to_ne_bytes());
        } else if getppid().as_raw() == self.maker.0 {
            family.push(self.maker.clone());
        }
        family
    }

    /// Tells a fact of someone of the family, if it is news.
    pub(super) fn tell(
        &self,
        py: &Actor,
        whose: &ActorId,
        key: &'static str,
        value: String,
        source: Source,
    ) {
        if self.is_news(whose, key, &value) {
            py.tell_of(
                whose.clone(),
                What::Fact {
                    key: key.into(),
                    value,
                    source,
                },
            );
        }
    }

    /// Tells what the kernel says; when it says nothing, that it was refused, once. Whoever of the family is gone by now
    /// has nothing left to be told of.
    pub(super) fn tell_kernels<T: ToString>(
        &self,
        py: &Actor,
        whose: &ActorId,
        key: &'static str,
        file: &str,
        said: io::Result<T>,
    ) {
        match said {
            Ok(value) => self.tell(py, whose, key, value.to_string(), Source::Kernel),
            Err(_) if whose != py.id() => {}
            Err(error) => {
                let why = Sentence::new("refused.unknown").with("error", &error);
                let why = why.with("key", format!("{key:?}"));
                if self.is_news(whose, key, &why.to_string()) {
                    let _ = py.refused(file, &why);
                }
            }
        }
    }

    fn is_news(&self, whose: &ActorId, key: &'static str, value: &str) -> bool {
        let mut told = self.told.borrow_mut();
        let before = told.insert((whose.clone(), key), value.to_owned());
        before.as_deref() != Some(value)
    }
}
