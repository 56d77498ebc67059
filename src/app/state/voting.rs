//! Hands being counted, one by one or as a typed number; bars that wait for the end; a countdown.
//!
//! Never knows keys, clocks, nor how any of it is drawn.

/// The most hands for a choice that can be typed.
const MOST: u32 = 9_999;

/// A round of hands that is being counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Which round of its question, from 0.
    pub round: usize,
    /// Hands for each choice, in the order of the letters.
    pub hands: Vec<u32>,
    /// The choice whose count is being typed, and what of it stands there.
    pub typed: Option<(usize, Option<u32>)>,
    /// Whether the class sees hands and bars before the round is closed.
    pub shown: bool,
    /// The seconds that are left, where a countdown runs.
    pub left: Option<u32>,
    /// What the hands were before each change: Backspace goes back to it.
    before: Vec<Vec<u32>>,
}

impl Vote {
    /// A round with these hands so far.
    pub fn of(round: usize, hands: Vec<u32>) -> Self {
        Self {
            round,
            hands,
            ..Self::default()
        }
    }

    /// All hands.
    pub fn count(&self) -> u32 {
        self.hands
            .iter()
            .fold(0, |all, hands| all.saturating_add(*hands))
    }

    /// Counts a hand for this choice.
    pub(in crate::app) fn hand(&mut self, at: usize) {
        if let Some(&hands) = self.hands.get(at) {
            self.change(at, hands.saturating_add(1));
        }
    }

    /// A count for this choice is typed from here on; what was typed before is done.
    pub(in crate::app) fn types(&mut self, at: usize) {
        self.typed_is_done();
        self.typed = (at < self.hands.len()).then_some((at, None));
    }

    /// A digit of the count that is typed.
    pub(in crate::app) fn digit(&mut self, digit: u32) {
        if let Some((_, typed)) = &mut self.typed {
            let longer = typed.unwrap_or(0).saturating_mul(10).saturating_add(digit);
            *typed = Some(longer).filter(|longer| *longer <= MOST).or(*typed);
        }
    }

    /// The count that was typed stands. Says whether one was being typed.
    pub(in crate::app) fn typed_is_done(&mut self) -> bool {
        let Some((at, typed)) = self.typed.take() else {
            return false;
        };
        if let Some(typed) = typed {
            self.change(at, typed);
        }
        true
    }

    /// Takes back the last digit, otherwise the last count.
    pub(in crate::app) fn take_back(&mut self) {
        match &mut self.typed {
            Some((_, Some(typed))) if *typed >= 10 => *typed /= 10,
            Some((_, typed @ Some(_))) => *typed = None,
            Some((_, None)) => self.typed = None,
            None => {
                if let Some(before) = self.before.pop() {
                    self.hands = before;
                }
            }
        }
    }

    fn change(&mut self, at: usize, hands: u32) {
        self.before.push(self.hands.clone());
        self.hands[at] = hands;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_typed_and_each_change_is_taken_back() {
        let mut vote = Vote::of(0, vec![0; 3]);
        vote.hand(1);
        vote.types(0);
        assert_eq!(vote.hands, [0, 1, 0], "nothing is typed yet");
        [1, 7].into_iter().for_each(|digit| vote.digit(digit));
        vote.types(2);
        assert_eq!(vote.hands, [17, 1, 0], "the next letter ends it");
        [4, 5].into_iter().for_each(|digit| vote.digit(digit));
        vote.take_back();
        assert!(vote.typed_is_done());
        assert_eq!((&*vote.hands, vote.count()), (&[17, 1, 4][..], 22));
        assert!(!vote.typed_is_done());
        vote.types(1);
        assert!(vote.typed_is_done());
        assert_eq!(vote.hands, [17, 1, 4], "a letter alone changes nothing");
        vote.take_back();
        vote.take_back();
        vote.take_back();
        vote.take_back();
        assert_eq!(vote.hands, [0, 0, 0]);
    }

    #[test]
    fn no_room_holds_more_than_can_be_typed() {
        let mut vote = Vote::of(0, vec![0]);
        vote.types(0);
        [9; 12].into_iter().for_each(|digit| vote.digit(digit));
        vote.typed_is_done();
        assert_eq!(vote.hands, [9999]);
        vote.types(1);
        assert_eq!(vote.typed, None, "there is no such choice");
    }
}
