//! The timers: `heapq`, to the letter, because it decides which of two timers due at the same time comes first.
//!
//! Never knows what a timer does when it is due.

/// A heap of things and when they are due, the earliest first. Like `heapq` it is not stable.
#[derive(Debug)]
pub(super) struct Heap<T>(Vec<(f64, T)>);

impl<T> Default for Heap<T> {
    fn default() -> Self {
        Heap(Vec::new())
    }
}

impl<T> Heap<T> {
    /// The earliest.
    pub(super) fn first(&self) -> Option<(f64, &T)> {
        self.0.first().map(|(when, item)| (*when, item))
    }

    /// `heappush`
    pub(super) fn push(&mut self, when: f64, item: T) {
        self.0.push((when, item));
        self.rise(0, self.0.len() - 1);
    }

    /// `heappop`
    pub(super) fn pop(&mut self) -> Option<T> {
        let last = self.0.len().checked_sub(1)?;
        self.0.swap(0, last);
        let first = self.0.pop();
        self.sink();
        first.map(|(_, item)| item)
    }

    /// `_siftdown`: the one at `at` moves towards the root while it is earlier than its parent.
    fn rise(&mut self, root: usize, mut at: usize) {
        while at > root {
            let parent = (at - 1) / 2;
            if self.0[at].0 >= self.0[parent].0 {
                break;
            }
            self.0.swap(at, parent);
            at = parent;
        }
    }

    /// `_siftup`: the root goes down to a leaf, always to the earlier child, and up again to its place.
    fn sink(&mut self) {
        let mut at = 0;
        let mut child = 1;
        while child < self.0.len() {
            let right = child + 1;
            if right < self.0.len() && self.0[child].0 >= self.0[right].0 {
                child = right;
            }
            self.0.swap(at, child);
            at = child;
            child = 2 * at + 1;
        }
        self.rise(0, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first_and_equal_ones_as_with_heapq() {
        let mut heap = Heap::default();
        for (when, name) in [
            (2.0, 'a'),
            (1.0, 'b'),
            (1.0, 'c'),
            (1.0, 'd'),
            (2.0, 'e'),
            (1.0, 'f'),
        ] {
            heap.push(when, name);
        }
        let order: String = std::iter::from_fn(|| heap.pop()).collect();
        // What CPython's heapq gives for the same pushes, comparing times alone.
        assert_eq!(order, "bcfdae");
    }
}
