//! Rows dealt out to blocks that ask for them.
//!
//! Never knows what a block is.

/// What a block asks for, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Claim {
    /// With fewer, something that is said would be cut.
    pub least: u16,
    /// With more, nothing more would be seen.
    pub wish: u16,
    /// What it has as long as nobody lacks rows, whether it can fill them or not.
    pub usual: u16,
}

/// Deals `rows` out: first to each its least, then what it wishes of its usual rows, then what it wishes at all, then its
/// usual rows; each time to the first block first. What is left stays with nobody.
pub(super) fn deal<const N: usize>(rows: u16, claims: [Claim; N]) -> [u16; N] {
    let rounds: [fn(&Claim) -> u16; 4] = [
        |claim| claim.least,
        |claim| claim.wish.min(claim.usual),
        |claim| claim.wish,
        |claim| claim.usual,
    ];
    let (mut left, mut dealt) = (rows, [0; N]);
    for due in rounds {
        for (has, claim) in dealt.iter_mut().zip(&claims) {
            let more = due(claim).saturating_sub(*has).min(left);
            *has += more;
            left -= more;
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(least: u16, wish: u16, usual: u16) -> Claim {
        Claim { least, wish, usual }
    }

    #[test]
    fn usual_rows_are_given_away_only_where_somebody_lacks_rows() {
        let (said, time) = (claim(3, 6, 6), claim(2, 3, 4));
        assert_eq!(deal(21, [said, claim(4, 8, 11), time]), [6, 11, 4]);
        assert_eq!(deal(21, [said, claim(4, 12, 11), time]), [6, 12, 3]);
        assert_eq!(deal(21, [said, claim(4, 30, 11), time]), [6, 12, 3]);
        assert_eq!(deal(30, [said, claim(4, 12, 11), time]), [6, 12, 4]);
    }

    #[test]
    fn where_there_is_little_the_first_have_their_least() {
        let claims = [claim(6, 6, 6), claim(3, 9, 9), claim(2, 2, 2)];
        assert_eq!(deal(7, claims), [6, 1, 0]);
        assert_eq!(deal(0, claims), [0, 0, 0]);
    }
}
