//! Measures what a job takes in this process: time, memory, switches, as the kernel counts them.
//!
//! Never knows what the job is.

use crate::protocol::Source;
use crate::protocol::keys::{CORES, GOT, LOAD, figure};
use crate::stage::Actor;
use crate::sys::clock::now_ns;
use crate::sys::{proc, process, smaps};

/// A measurement that has begun.
#[derive(Debug, Clone, Copy)]
pub struct Meter {
    began: u64,
    anonymous: Option<u64>,
    switches: u64,
    starting: u64,
}

impl Meter {
    /// Begins now.
    pub fn begin() -> Self {
        Self {
            anonymous: smaps::rollup().ok().map(|own| own.anonymous),
            switches: process::switches(),
            starting: 0,
            began: now_ns(),
        }
    }

    /// Starts something, and counts how long the starting takes.
    pub fn start<T>(&mut self, start: impl FnOnce() -> T) -> T {
        let from = now_ns();
        let started = start();
        self.starting += now_ns() - from;
        started
    }

    /// Nanoseconds that all the starting took.
    pub fn starting_ns(&self) -> u64 {
        self.starting
    }

    /// Nanoseconds since it began.
    pub fn wall_ns(&self) -> u64 {
        now_ns() - self.began
    }

    /// How many bytes more of heaps and stacks this process has in memory than when it began.
    pub fn grown(&self) -> u64 {
        let now = smaps::rollup().ok().map(|own| own.anonymous);
        let grown = now.zip(self.anonymous);
        grown.map_or(0, |(now, before)| now.saturating_sub(before))
    }

    /// How often the kernel has switched this process's threads, and the children it has waited for, off a processor.
    pub fn switched(&self) -> u64 {
        process::switches() - self.switches
    }
}

impl Actor {
    /// Tells what a figure is to be read beside: how many processors there are, and how many programs want one.
    pub fn tell_machine(&self) {
        if let Ok(cores) = std::thread::available_parallelism() {
            self.known(CORES, cores.to_string(), Source::Kernel);
        }
        if let Some(load) = proc::load() {
            self.known(LOAD, format!("{load:.1}"), Source::Kernel);
        }
    }

    /// Tells how many processors a way that computes side by side with so many was given, beside how many it wanted.
    pub fn tell_given(&self, way: &str, given: f64, workers: u64) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let wanted = workers.min(cores);
        self.known(
            &figure(way, GOT),
            format!("{given:.1}/{wanted}"),
            Source::Kernel,
        );
    }
}

/// Nanoseconds that the children this process has waited for have computed, and theirs.
pub fn children_ns() -> u64 {
    process::children_ns()
}

/// How many bytes of memory this process has written and has alone; 0 where the kernel doesn't say.
pub fn own_memory() -> u64 {
    smaps::rollup().map_or(0, |own| own.private)
}
