//! What is known of each state, side by side in one piece of memory: a state takes some dozens of bytes rather than a thousand.
//!
//! ```text
//! bytes   key's length, key, value's length, value │ key's length, …
//! table   a place in the bytes for each key, found by its hash
//! ```
//! Never knows what keys and values mean.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// What an entry of the table takes at its emptiest, in bytes: a place, and a byte of its hash, both twice.
const ENTRY: usize = 2 * (size_of::<usize>() + 1);

/// Values by key; nothing that was put in is ever taken out.
#[derive(Default)]
pub(super) struct Store {
    bytes: Vec<u8>,
    table: HashTable<usize>,
    hasher: RandomState,
}

impl Store {
    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// How many bytes all of it takes, at most.
    pub(super) fn memory(&self) -> usize {
        self.bytes.len() + ENTRY * self.table.len()
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let place = self.table.find(self.hasher.hash_one(key), |&place| {
            self.entry(place).0 == key
        })?;
        Some(self.entry(*place).1)
    }

    /// Puts in a key that isn't there.
    pub(super) fn insert(&mut self, key: &[u8], value: &[u8]) {
        let place = self.bytes.len();
        for part in [key, value] {
            write(part.len() as u128, &mut self.bytes);
            self.bytes.extend_from_slice(part);
        }
        let hash = self.hasher.hash_one(key);
        let (bytes, hasher) = (&self.bytes, &self.hasher);
        self.table
            .insert_unique(hash, place, |&place| hasher.hash_one(entry(bytes, place).0));
    }

    fn entry(&self, place: usize) -> (&[u8], &[u8]) {
        entry(&self.bytes, place)
    }
}

/// The key and the value that lie at a place.
fn entry(bytes: &[u8], place: usize) -> (&[u8], &[u8]) {
    let mut rest = &bytes[place..];
    let mut part = || {
        let length = read(&mut rest) as usize;
        let (part, after) = rest.split_at(length);
        rest = after;
        part
    };
    (part(), part())
}

/// Writes a number, seven bits a byte, the lowest first: small ones are short.
pub(super) fn write(mut number: u128, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push((number & 0x7f) as u8);
}

/// Writes a number that may be below zero; those near zero are short.
pub(super) fn write_signed(number: i64, to: &mut Vec<u8>) {
    let folded = (number << 1) ^ (number >> 63);
    write(u128::from(folded.cast_unsigned()), to);
}

/// Reads a number that was written by [`write`].
pub(super) fn read(from: &mut &[u8]) -> u128 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = from.split_first() {
        *from = rest;
        number |= u128::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_small_ones_take_a_byte() {
        let numbers = [0, 1, 127, 128, 300, u64::MAX.into(), u128::MAX];
        for number in numbers {
            let mut bytes = Vec::new();
            write(number, &mut bytes);
            assert_eq!(bytes.len() == 1, number < 128, "{number}");
            let mut left = &*bytes;
            assert_eq!((read(&mut left), left.len()), (number, 0));
        }
        let signed = |number| {
            let mut bytes = Vec::new();
            write_signed(number, &mut bytes);
            bytes
        };
        assert_eq!((signed(-1).len(), signed(63).len()), (1, 1));
        let all: std::collections::HashSet<_> =
            [0, 1, -1, 2, -2, i64::MAX, i64::MIN].map(signed).into();
        assert_eq!(all.len(), 7);
    }

    #[test]
    fn what_was_put_in_is_found_and_counted() {
        let mut store = Store::default();
        let key = |n: u32| n.to_le_bytes();
        for n in 0..10_000 {
            assert_eq!(store.get(&key(n)), None);
            store.insert(&key(n), &key(n)[..n as usize % 4]);
        }
        for n in 0..10_000 {
            assert_eq!(store.get(&key(n)), Some(&key(n)[..n as usize % 4]));
        }
        assert_eq!(store.len(), 10_000);
        // Four bytes, one and a half, and the lengths of both.
        assert_eq!(store.memory(), 10_000 * (ENTRY + 4 + 2) + 15_000);
    }
}
