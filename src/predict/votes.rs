//! A class's hands: rounds of the same question, and what most of them are for.
//!
//! ```text
//! open ──round 1──▶ talk to your neighbour ──round 2──▶ … ──▶ the run decides
//! ```
//! What the last round is mostly for is what the class predicts; a tie predicts nothing, and the answer is shown all the same.
//!
//! Never knows how hands are counted, nor how they are drawn.

use crate::predict::life::Life;
use crate::predict::{Asked, Predictions};

/// What most hands of a round are for: an index into the choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Majority {
    /// No hand was raised.
    Nobody,
    /// More hands than for any other choice.
    For(usize),
    /// As many for each of these.
    Tied(Vec<usize>),
}

/// What most hands are for.
pub fn majority(hands: &[u32]) -> Majority {
    let most = hands.iter().copied().max().unwrap_or(0);
    let mut with_most = (0..hands.len()).filter(|&at| hands[at] == most);
    match (most, with_most.next(), with_most.next()) {
        (0, ..) | (_, None, _) => Majority::Nobody,
        (_, Some(at), None) => Majority::For(at),
        (_, Some(one), Some(two)) => {
            Majority::Tied([one, two].into_iter().chain(with_most).collect())
        }
    }
}

/// A choice's share of all hands, in per cent, rounded.
pub fn share(hands: &[u32], at: usize) -> u64 {
    let all: u64 = hands.iter().copied().map(u64::from).sum();
    let these = hands.get(at).copied().map_or(0, u64::from);
    match all {
        0 => 0,
        all => (200 * these + all) / (2 * all),
    }
}

impl Predictions {
    /// The question that hands can be counted for: the open one, otherwise the one that was answered last, as long as it
    /// isn't decided.
    pub fn votable(&self) -> Option<&Asked> {
        self.open()
            .or_else(|| self.waiting().max_by_key(|asked| asked.at))
    }

    /// The question whose last round was closed at this position of the trace: its bars stay until something happens.
    pub fn voted_at(&self, position: usize) -> Option<&Asked> {
        let voted = |asked: &&Asked| !asked.rounds.is_empty() && asked.voted_at == position;
        self.waiting().find(voted)
    }

    /// A class has voted, in this round (from 0): what most hands are for is what it predicts. Without a hand nothing has
    /// been said.
    pub fn vote(&mut self, round: usize, hands: Vec<u32>, position: usize) -> Majority {
        let majority = majority(&hands);
        let name = self.votable().map(|asked| &asked.question.name);
        let mut questions = self.questions.iter_mut();
        let asked = questions.find(|asked| Some(&asked.question.name) == name);
        let Some(asked) = asked.filter(|_| majority != Majority::Nobody) else {
            return Majority::Nobody;
        };
        asked.rounds.truncate(round);
        asked.rounds.push(hands);
        asked.voted_at = position;
        asked.predicted = match majority {
            Majority::For(at) => asked.choices.get(at).map(|choice| choice.value.clone()),
            _ => None,
        };
        asked.life = match asked.life {
            Life::Open { .. } => asked.life.answered(),
            other => other,
        };
        majority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_hands_win_and_a_tie_is_none() {
        assert_eq!(majority(&[0, 0]), Majority::Nobody);
        assert_eq!(majority(&[1, 3, 2]), Majority::For(1));
        assert_eq!(majority(&[3, 1, 3]), Majority::Tied(vec![0, 2]));
    }

    #[test]
    fn shares_are_rounded_and_nobody_has_none() {
        assert_eq!([0, 1, 2].map(|at| share(&[1, 1, 1], at)), [33, 33, 33]);
        assert_eq!([0, 1].map(|at| share(&[1, 1], at)), [50, 50]);
        assert_eq!(share(&[17, 23], 0), 43);
        assert_eq!(share(&[0, 0], 0), 0);
        assert_eq!(share(&[u32::MAX, 0], 0), 100);
    }
}
