//! A screen's side: waits for a presenter, hears the notes as they change, takes the next presenter when this one has gone.
//!
//! Nothing in it waits: two descriptors say when there is something to take, one of them once a second.
//! Never knows what the notes say.

use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::sys::time::TimeSpec;
use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};

use crate::i18n::Sentence;
use crate::notes::viewer::presenter;
use crate::notes::{Heard, LONGEST, of_line};

/// How long a presenter may take to say the first word, in milliseconds, while a screen waits: it does so at once.
const FIRST_WORD_MS: u16 = 100;

/// What has come.
#[derive(Debug)]
pub enum News {
    /// A second has gone by.
    Second,
    /// A presenter says this.
    Notes(Box<Heard>),
    /// There is nobody any more; what went wrong, if something did.
    Gone(Option<Sentence>),
}

/// Hears whoever presents.
pub struct Listener {
    seconds: TimerFd,
    heard: Option<(UnixStream, Vec<u8>)>,
}

impl Listener {
    /// Begins to listen.
    ///
    /// # Errors
    /// There is no descriptor left.
    pub fn open() -> io::Result<Self> {
        let flags = TimerFlags::TFD_NONBLOCK | TimerFlags::TFD_CLOEXEC;
        let seconds = TimerFd::new(ClockId::CLOCK_MONOTONIC, flags)?;
        let second = TimeSpec::from_duration(Duration::from_secs(1));
        let first = TimeSpec::from_duration(Duration::from_millis(1));
        let every = Expiration::IntervalDelayed(first, second);
        seconds.set(every, TimerSetTimeFlags::empty())?;
        Ok(Self {
            seconds,
            heard: None,
        })
    }

    /// Readable when there is something to take.
    pub fn descriptors(&self) -> Vec<BorrowedFd<'_>> {
        let heard = self.heard.iter().map(|(stream, _)| stream.as_fd());
        heard.chain([self.seconds.as_fd()]).collect()
    }

    /// Takes what has come.
    pub fn take(&mut self) -> Vec<News> {
        let mut news = Vec::new();
        let mut count = [0; 8];
        if nix::unistd::read(&self.seconds, &mut count).is_ok() {
            news.push(News::Second);
            if self.heard.is_none() {
                self.look(&mut news);
            }
        }
        if let Some(over) = self.hear(&mut news) {
            self.heard = None;
            news.push(News::Gone(over));
        }
        news
    }

    /// Looks for a presenter.
    fn look(&mut self, news: &mut Vec<News>) {
        match presenter(FIRST_WORD_MS) {
            Ok(Some(stream)) if stream.set_nonblocking(true).is_ok() => {
                self.heard = Some((stream, Vec::new()));
            }
            Ok(_) => {}
            Err(error) => news.push(News::Gone(Some(Sentence::foreign(error)))),
        }
    }

    /// Hears what the presenter says; answers when it has gone.
    fn hear(&mut self, news: &mut Vec<News>) -> Option<Option<Sentence>> {
        let (stream, said) = self.heard.as_mut()?;
        let mut bytes = [0; 1 << 14];
        match stream.read(&mut bytes) {
            Ok(0) => return Some(None),
            Ok(read) => said.extend_from_slice(&bytes[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return Some(None),
        }
        while let Some(end) = said.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = said.drain(..=end).collect();
            match of_line(&String::from_utf8_lossy(&line)) {
                Ok(heard) => news.push(News::Notes(Box::new(heard))),
                Err(why) => return Some(Some(why)),
            }
        }
        let endless = said.len() as u64 > LONGEST;
        endless.then(|| Some(Sentence::new("notes.broke_off")))
    }
}
