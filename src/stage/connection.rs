//! A line to the terminal program: one a process and one a real thread.
//!
//! When the other side is gone there is nobody left to run for: the process leaves.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use nix::sys::socket::{getsockopt, sockopt};
use nix::unistd::geteuid;

use crate::protocol::launch::Launch;
use crate::protocol::{ActorId, Command, Hello, LONGEST_LINE, VERSION};
use crate::sys::clock::now_ns;
use crate::sys::leash::HUNG_UP;
use crate::sys::process;

/// A connection, the hello said.
pub(super) struct Connection {
    stream: UnixStream,
    heard: Vec<u8>,
    waited_ns: u64,
}

impl Connection {
    /// Connects and says who speaks; None is the warden. Before a word is said the kernel is asked who listens.
    ///
    /// # Errors
    /// `ConnectionAborted`: somebody else than the terminal program that started this run. Otherwise: nobody does.
    pub(super) fn open(launch: &Launch, actor: Option<&ActorId>) -> io::Result<Self> {
        let stream = UnixStream::connect(&launch.socket)?;
        let listener = getsockopt(&stream, sockopt::PeerCredentials)?;
        let known = (listener.uid(), listener.pid());
        if known != (geteuid().as_raw(), launch.terminal) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let mut connection = Self {
            stream,
            heard: Vec::new(),
            waited_ns: 0,
        };
        connection.tell(&Hello {
            concurrium: VERSION,
            actor: actor.cloned(),
            pid: std::process::id().cast_signed(),
        });
        Ok(connection)
    }

    /// Says something; when nobody listens any more, the process leaves.
    pub(super) fn tell(&mut self, what: &impl serde::Serialize) {
        if self.try_to_tell(what).is_err() {
            process::leave(HUNG_UP);
        }
    }

    /// Says something, as a line of JSON, and at once: whoever waits for it shall not wait for more.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub(super) fn try_to_tell(&mut self, what: &impl serde::Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(what)?;
        line.push(b'\n');
        self.stream.write_all(&line)
    }

    /// How long it has waited for commands so far, in nanoseconds.
    pub(super) fn waited_ns(&self) -> u64 {
        self.waited_ns
    }

    /// Waits for the next command.
    pub(super) fn hear(&mut self) -> Command {
        loop {
            if let Some(end) = self.heard.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.heard.drain(..=end).collect();
                match serde_json::from_slice(&line) {
                    Ok(command) => return command,
                    Err(_) => process::leave(2), // another program's words: not to be guessed at
                }
            }
            let mut bytes = [0; 4096];
            let from = now_ns();
            let read = self.stream.read(&mut bytes);
            self.waited_ns += now_ns() - from;
            match read {
                Ok(0) => process::leave(HUNG_UP),
                Ok(n) if self.heard.len() + n <= LONGEST_LINE => {
                    self.heard.extend_from_slice(&bytes[..n]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                _ => process::leave(HUNG_UP),
            }
        }
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}
