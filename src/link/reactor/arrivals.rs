//! Who comes to the run: connections that are let in, and processes whose end is listened for.
//!
//! The listener stays readable as long as somebody waits before it: one that can't be let in, for want of a descriptor, ends
//! the run with a sentence. Passed over, it would wait for ever, the screen would show what isn't so, and the loop would spin.
//!
//! Never knows what they say.

use std::io;

use nix::errno::Errno;
use nix::sys::epoll::{EpollEvent, EpollFlags};
use nix::sys::socket::{getsockopt, sockopt};

use crate::i18n::Sentence;
use crate::link::reactor::processes::Watched;
use crate::link::reactor::silence::Way;
use crate::link::reactor::{Line, Reactor};
use crate::machine::room;
use crate::protocol::ActorId;
use crate::sys::pidfd;

impl Reactor {
    /// Lets in everybody who waits.
    pub(super) fn accept(&mut self) {
        loop {
            let came = match self.listener.accept() {
                Ok((stream, _)) => self.let_in(stream),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => match error.raw_os_error().map(Errno::from_raw) {
                    // It has gone again, or a signal came.
                    Some(Errno::ECONNABORTED | Errno::EINTR) => Ok(()),
                    _ => Err(error),
                },
            };
            if let Err(error) = came {
                return self.is_full(&error);
            }
        }
    }

    fn let_in(&mut self, stream: std::os::unix::net::UnixStream) -> io::Result<()> {
        let peer = getsockopt(&stream, sockopt::PeerCredentials)?;
        if peer.uid() != nix::unistd::geteuid().as_raw() {
            return Ok(()); // nobody of ours
        }
        stream.set_nonblocking(true)?;
        let token = self.token();
        self.epoll
            .add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, token))?;
        let line = Line {
            stream,
            pid: peer.pid(),
            heard: Vec::new(),
            speaker: None,
            last_stamp: 0,
            way: Way::default(),
        };
        self.lines.insert(token, line);
        Ok(())
    }

    /// Listens for the end of a process. One that is gone already isn't missed: whoever has reaped it says so.
    ///
    /// # Errors
    /// There is no room for it: a sentence.
    pub(super) fn watch(&mut self, pid: i32, actor: ActorId, line: u64) -> Result<(), Sentence> {
        let full = |error: io::Error| {
            let why = room::sentence(&error);
            Sentence::new("run.unheard_end")
                .with("pid", &pid)
                .with("why", why)
        };
        let pidfd = match pidfd::open(pid) {
            Ok(pidfd) => pidfd,
            Err(error) if error.raw_os_error() == Some(Errno::ESRCH as i32) => return Ok(()),
            Err(error) => return Err(full(error)),
        };
        let watch = self.token();
        let event = EpollEvent::new(EpollFlags::EPOLLIN, watch);
        let added = self.epoll.add(&pidfd, event);
        added.map_err(|error| full(error.into()))?;
        self.watched
            .insert(watch, Watched::new(pidfd, pid, actor, line));
        Ok(())
    }

    /// Breaks the run off for want of room.
    fn is_full(&mut self, error: &io::Error) {
        self.failure.get_or_insert_with(|| {
            Sentence::new("run.not_let_in").with("why", room::sentence(error))
        });
        self.finished = true;
    }
}
