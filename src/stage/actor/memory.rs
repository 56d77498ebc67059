//! A demo's own memory, copied on write after a fork, and what the kernel says of it.
//!
//! Never knows files.

use std::io;

use crate::i18n::Sentence;
use crate::protocol::Source;
use crate::stage::actor::witness::Witness;
use crate::stage::actor::{Actor, Refused};
use crate::sys::mapping::Mapping;
use crate::sys::smaps;

/// Private memory, in pages: Python's `mmap.mmap(-1, bytes, mmap.MAP_PRIVATE)`. A page is spoken of by its first byte.
pub struct Memory {
    mapping: Mapping,
    seen: Witness,
}

impl Actor {
    /// `mmap.mmap(-1, bytes, mmap.MAP_PRIVATE)`
    ///
    /// # Errors
    /// The kernel gives no more memory (Python's `OSError`): said as an event.
    pub fn mmap(&self, bytes: usize) -> Result<Memory, Refused> {
        let mapping = Mapping::private(bytes).map_err(|error| {
            let why = Sentence::new("refused.mmap").with("bytes", &bytes);
            self.refused("mmap", &why.with("error", &error))
        })?;
        let seen = Witness::of(self).map_err(|error| self.no("a pipe", &error))?;
        Ok(Memory { mapping, seen })
    }
}

impl Memory {
    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.mapping.pages()
    }

    /// `memory[page * mmap.PAGESIZE]`
    pub fn get(&self, page: usize) -> u8 {
        self.mapping.get(page)
    }

    /// `memory[page * mmap.PAGESIZE] = value`
    pub fn set(&mut self, page: usize, value: u8) {
        self.mapping.set(page, value);
    }

    /// Tells `memory[0]` as this process sees it, what the kernel finds at its address, and in which page frame;
    /// and the pages, as [`Memory::tell_pages`] does.
    pub fn tell(&self, py: &Actor) {
        let (whose, at) = (py.id(), self.mapping.range().start);
        let value = self.get(0).to_string();
        self.seen.tell(py, whose, "memory[0]", value, Source::Demo);
        let kernels = |key, file, said| self.seen.tell_kernels(py, whose, key, file, said);
        let byte = smaps::byte(at).map(|byte| byte.to_string());
        kernels("byte at the address", "/proc/self/mem", byte);
        let frame = smaps::frame(at).map(|frame| format!("{frame:#x}"));
        kernels("page frame", "/proc/self/pagemap", frame.map_err(hidden));
        self.tell_pages(py);
    }

    /// Tells where the memory lies, and how many of its pages the kernel counts as shared and as private: here and in the
    /// process at the other end of the fork.
    pub fn tell_pages(&self, py: &Actor) {
        let range = self.mapping.range();
        let address = format!("{:#x}", range.start);
        self.seen
            .tell(py, py.id(), "address", address, Source::Demo);
        for (pid, whose) in self.seen.family(py) {
            let file = format!("/proc/{pid}/smaps");
            let (shared, private) = match smaps::pages(pid, range.clone()) {
                Ok(pages) => (Ok(pages.shared), Ok(pages.private)),
                Err(error) => (Err(error.kind().into()), Err(error)),
            };
            let kernels = |key, said| self.seen.tell_kernels(py, &whose, key, &file, said);
            // The shared ones last: who sees that there are some sees no old number of private ones beside.
            kernels("pages private", private);
            kernels("pages shared", shared);
        }
    }
}

/// Says who may see frame numbers.
fn hidden(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            io::Error::other("the kernel shows the numbers of page frames to root alone")
        }
        _ => error,
    }
}
