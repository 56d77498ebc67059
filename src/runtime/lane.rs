//! What one worker did with its time: when it held the GIL, waited for it or did without, and the processor time the kernel
//! gave it. Drawn as a lane: a letter a slice of time.
//!
//! Never knows who measures, nor how a lane looks on the screen.

use std::io::{PipeReader, PipeWriter, Read, Write};

use nix::sys::time::TimeValLike;
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::sys::clock::now_ns;

/// What a worker does at the GIL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doing {
    /// It wants the GIL, which another holds.
    Waits,
    /// It holds the GIL.
    Holds,
    /// It has let the GIL go for a blocking call.
    Without,
}

/// A worker's time, from when it began to when it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Whose: an actor's name in the trace.
    pub who: String,
    /// From when on it did what, in nanoseconds of the machine's clock, rising.
    changes: Vec<(u64, Doing)>,
    /// How much processor time its thread had had by when, as the kernel counts it: both in nanoseconds, rising.
    clock: Vec<(u64, u64)>,
}

/// The processor time the calling thread has had so far, in nanoseconds, says the kernel.
fn processor_ns() -> u64 {
    match clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID) {
        Ok(time) => time.num_nanoseconds().unsigned_abs(),
        Err(_) => 0, // every Linux has this clock
    }
}

impl Lane {
    /// Begins now, on the calling thread.
    pub fn begin(who: &str) -> Self {
        let mut lane = Self {
            who: who.to_owned(),
            changes: Vec::new(),
            clock: Vec::new(),
        };
        lane.look();
        lane
    }

    /// Notes that it does something else from now on.
    pub fn now(&mut self, doing: Doing) {
        self.changes.push((now_ns(), doing));
    }

    /// Looks at the kernel's clocks.
    pub fn look(&mut self) {
        self.clock.push((now_ns(), processor_ns()));
    }

    fn began(&self) -> u64 {
        self.clock.first().map_or(0, |(at, _)| *at)
    }

    fn ended(&self) -> u64 {
        self.clock.last().map_or(0, |(at, _)| *at)
    }

    /// The processor time it had, in nanoseconds.
    fn processor(&self) -> u64 {
        match (self.clock.first(), self.clock.last()) {
            (Some((_, first)), Some((_, last))) => last - first,
            _ => 0,
        }
    }

    /// What it did at a moment; None before it began and after it ended.
    fn doing(&self, at: u64) -> Option<Doing> {
        let before = self.changes.partition_point(|(change, _)| *change <= at);
        let (_, doing) = self.changes.get(before.checked_sub(1)?)?;
        (at < self.ended()).then_some(*doing)
    }

    /// How long within a slice of time it held the GIL.
    fn held(&self, from: u64, to: u64) -> u64 {
        let ends = self.changes.iter().skip(1).map(|(at, _)| *at);
        let ends = ends.chain([self.ended()]);
        let spans = self.changes.iter().zip(ends);
        spans
            .filter(|((_, doing), _)| *doing == Doing::Holds)
            .map(|((begins, _), ends)| ends.min(to).saturating_sub((*begins).max(from)))
            .sum()
    }

    /// The processor time it had by then: between two looks at the clock, in proportion.
    fn processor_by(&self, at: u64) -> u64 {
        let after = self.clock.partition_point(|(look, _)| *look <= at);
        let (Some(&(t0, c0)), Some(&(t1, c1))) =
            (self.clock.get(after.max(1) - 1), self.clock.get(after))
        else {
            return self.clock.last().map_or(0, |(_, had)| *had);
        };
        let part = u128::from(at.max(t0) - t0) * u128::from(c1 - c0);
        let part = part / u128::from((t1 - t0).max(1));
        c0 + u64::try_from(part).unwrap_or(c1 - c0)
    }

    /// What it did in the middle of a slice of time: `h` held the GIL and ran, `k` held it while the kernel let somebody else
    /// run for most of that, `w` waited for it, `b` was blocked without it; `.`: it hadn't begun or had ended.
    ///
    /// At one moment, since that has one holder at most: over a whole slice everybody may have had the GIL for a while.
    fn letter(&self, from: u64, to: u64) -> char {
        match self.doing(from.midpoint(to)) {
            None => '.',
            Some(Doing::Waits) => 'w',
            Some(Doing::Without) => 'b',
            Some(Doing::Holds) => {
                let ran = self.processor_by(to) - self.processor_by(from);
                if ran * 2 < self.held(from, to) {
                    'k'
                } else {
                    'h'
                }
            }
        }
    }

    /// Sends it, as a forked child does at its end. An error is the reader's business: it will find too little.
    pub fn send(&self, mut to: PipeWriter) {
        if let Ok(text) = serde_json::to_vec(self) {
            let _ = to.write_all(&text);
        }
    }

    /// What a child has sent; None when it was killed before.
    pub fn receive(mut from: PipeReader) -> Option<Self> {
        let mut text = Vec::new();
        from.read_to_end(&mut text).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

/// Several workers at the same job, measured together.
#[derive(Debug, Default)]
pub struct Lanes(pub Vec<Lane>);

impl Lanes {
    fn times(&self) -> (u64, u64) {
        let began = self.0.iter().map(Lane::began).min().unwrap_or(0);
        let ended = self.0.iter().map(Lane::ended).max().unwrap_or(began);
        (began, ended)
    }

    /// Seconds from the first one's beginning to the last one's end.
    pub fn wall(&self) -> f64 {
        let (began, ended) = self.times();
        (ended - began) as f64 / 1e9
    }

    /// How many processors they kept busy: their processor time by the time that passed.
    pub fn cores(&self) -> f64 {
        let processor: u64 = self.0.iter().map(Lane::processor).sum();
        processor as f64 / 1e9 / self.wall().max(1e-9)
    }

    /// A word a worker, `cells` letters long, all on the same time.
    pub fn letters(&self, cells: u64) -> Vec<String> {
        let (began, ended) = self.times();
        let at = |cell: u64| began + (ended - began) * cell / cells.max(1);
        let word = |lane: &Lane| {
            (0..cells)
                .map(|cell| lane.letter(at(cell), at(cell + 1)))
                .collect()
        };
        self.0.iter().map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Doing::{Holds, Waits, Without};
    use super::*;

    fn lane(changes: &[(u64, Doing)], clock: &[(u64, u64)]) -> Lane {
        Lane {
            who: "p0.t1".to_owned(),
            changes: changes.to_vec(),
            clock: clock.to_vec(),
        }
    }

    #[test]
    fn a_slice_shows_what_was_done_in_its_middle() {
        let one = lane(
            &[(0, Holds), (35, Waits), (60, Holds), (80, Without)],
            &[(0, 5), (40, 40), (60, 40), (80, 60), (100, 60)],
        );
        let two = lane(&[(20, Waits), (40, Holds)], &[(20, 0), (60, 20)]);
        let both = Lanes(vec![one, two]);
        assert_eq!(both.letters(10), ["hhhwwwhhbb", "..wwhh...."]);
        assert_eq!(both.letters(0), ["", ""]);
    }

    #[test]
    fn a_holder_that_the_kernel_lets_wait_is_told_apart() {
        let one = lane(&[(0, Holds)], &[(0, 0), (50, 50), (100, 55)]);
        assert_eq!(Lanes(vec![one]).letters(4), ["hhkk"]);
    }

    #[test]
    fn cores_are_processor_time_by_time() {
        let second = 1_000_000_000;
        let worker = || lane(&[(0, Holds)], &[(0, 7), (second, 7 + second / 2)]);
        let both = Lanes(vec![worker(), worker()]);
        assert!((both.wall() - 1.0).abs() < 1e-9 && (both.cores() - 1.0).abs() < 1e-9);
        assert_eq!(Lanes::default().letters(3), [""; 0]);
        assert!(Lanes::default().cores().abs() < 1e-9);
    }

    #[test]
    fn a_lane_comes_through_a_pipe_whole_or_not_at_all() -> std::io::Result<()> {
        let (from, to) = std::io::pipe()?;
        let sent = lane(&[(3, Without)], &[(3, 1), (9, 2)]);
        sent.send(to);
        assert_eq!(Lane::receive(from), Some(sent));
        let (from, to) = std::io::pipe()?;
        drop(to);
        assert_eq!(Lane::receive(from), None);
        Ok(())
    }
}
