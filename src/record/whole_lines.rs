//! A file that ends with a whole line, also when there was no room for the last one: what is there can be played.
//!
//! Never knows what a line says.

use std::fs::File;
use std::io::{self, Seek, Write};

/// Writes lines into a file: each `write` is given one, whole.
pub struct WholeLines {
    file: File,
    /// Where the last whole line ends, where one can go back to: in a file, not in a pipe.
    good: Option<u64>,
}

impl WholeLines {
    /// Goes on where the file stands.
    pub fn new(mut file: File) -> Self {
        let is_file = file.metadata().is_ok_and(|known| known.is_file());
        let good = file.stream_position().ok().filter(|_| is_file);
        Self { file, good }
    }
}

impl Write for WholeLines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let written = self.file.write_all(line);
        match (written, &mut self.good) {
            (Ok(()), Some(good)) => *good += line.len() as u64,
            (Ok(()), None) => {}
            (Err(error), good) => {
                if let Some(good) = *good {
                    let _ = self.file.set_len(good);
                }
                return Err(error);
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_to_go_back_to_is_only_written() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut lines = WholeLines::new(File::from(std::os::fd::OwnedFd::from(writer)));
        lines.write_all(b"line\n").unwrap();
        let mut read = [0; 5];
        io::Read::read_exact(&mut reader, &mut read).unwrap();
        assert_eq!(&read, b"line\n");
        drop(reader);
        let gone = lines.write_all(b"line\n").unwrap_err();
        assert_eq!(gone.kind(), io::ErrorKind::BrokenPipe);
    }
}
