//! What comes on a connection: bytes, cut into lines; never more of them at a time than are needed.
//!
//! Never knows what a line says.

use std::io::{self, Read};

use crate::i18n::Sentence;
use crate::link::reactor::Reactor;
use crate::protocol::LONGEST_LINE;

/// How much is heard of one connection before the others have their turn, in bytes.
pub(super) const BITE: usize = 256 * 1024;

impl Reactor {
    /// Reads all there is on a connection, as long as nothing is wrong.
    pub(super) fn hear_out(&mut self, token: u64) {
        while self.hear(token) && self.failure.is_none() {}
    }

    /// Reads all that a process has said which is gone: it lies there, whoever else is heard first.
    pub(super) fn hear_out_process(&mut self, pid: i32) {
        self.accept();
        let its = self.lines.iter().filter(|(_, line)| line.pid == pid);
        for token in its.map(|(token, _)| *token).collect::<Vec<_>>() {
            self.hear_out(token);
        }
    }

    /// Reads what is there on a connection, up to [`BITE`]; whether there may be more.
    pub(super) fn hear(&mut self, token: u64) -> bool {
        let Some(line) = self.lines.get_mut(&token) else {
            return false;
        };
        let mut bytes = [0; 16 * 1024];
        let mut more = false;
        let open = loop {
            match line.stream.read(&mut bytes) {
                Ok(0) => break false,
                Ok(n) => line.heard.extend_from_slice(&bytes[..n]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
            // Whoever writes without end isn't read without end.
            more = line.heard.len() > BITE;
            if more {
                break true;
            }
        };
        let mut heard = std::mem::take(&mut line.heard);
        let mut start = 0;
        while let Some(length) = heard[start..].iter().position(|&byte| byte == b'\n') {
            let said = &heard[start..start + length];
            if let Err(why) = self.said(token, said) {
                self.failure.get_or_insert(why);
                self.finished = true;
            }
            start += length + 1;
        }
        heard.drain(..start);
        if heard.len() > LONGEST_LINE {
            self.failure
                .get_or_insert(Sentence::new("run.long_line").with("most", &LONGEST_LINE));
            self.finished = true;
        }
        match self.lines.get_mut(&token) {
            Some(line) if open => line.heard = heard,
            _ => self.hung_up(token),
        }
        more
    }

    pub(super) fn hung_up(&mut self, token: u64) {
        self.someone_died = true;
        let Some(line) = self.lines.remove(&token) else {
            return;
        };
        if let Some(Some(actor)) = line.speaker {
            self.last_stamps.insert(actor.clone(), line.last_stamp);
            // One of the same name may have come since: a thread that couldn't be started and was tried again.
            if self.speakers.get(&actor) == Some(&token) {
                self.speakers.remove(&actor);
            }
        }
    }
}
