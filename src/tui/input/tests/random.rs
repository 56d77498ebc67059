//! Any bytes, in any pieces.

use super::*;
use proptest::prelude::*;

/// Bytes as terminals and people send them, broken ones among them.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop::sample::select(vec![
        &b"\x1b"[..],
        b"\x1b[",
        b"\x1bO",
        b"\x1b]",
        b"\x1bP",
        b"\x1b_",
        b"\x1b\\",
        b"\x07",
        b"\x03",
        b"\x9b",
        b"\x9c",
        b"\x9d",
        b"\x1b[A",
        b"\x1bOA",
        b"\x1b[M",
        b"\x1b[M !!",
        b"\x1b[<0;3;5M",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[99;5u",
        b"\x1b[27;5;99~",
        b"\x1b[?1;2c",
        b"\x1b]11;rgb:1/2/3",
        b"q",
        b"5",
        b";",
        b":",
        b"~",
        b"u",
        "中".as_bytes(),
        "\u{9c}".as_bytes(),
    ]);
    let piece = prop_oneof![
        4 => whole.prop_map(<[u8]>::to_vec),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(crate::random_tests())]

    /// Where reads cut what comes makes no difference, and what is kept stays small.
    #[test]
    fn cuts_make_no_difference(bytes in bytes(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]);
        let whole = typed(&bytes);
        prop_assert_eq!(&in_pieces(pieces), &whole);
        prop_assert_eq!(&in_pieces(bytes.chunks(1)), &whole, "byte by byte");
        let mut decoder = Decoder::default();
        for byte in &bytes {
            decoder.feed(&[*byte]);
            prop_assert!(decoder.waiting.len() <= step::LONGEST + 8);
        }
    }

    /// Whatever came before, and whatever silences were in it: Ctrl-C is heard.
    #[test]
    fn ctrl_c_is_never_lost(pieces in prop::collection::vec((bytes(), any::<bool>()), 0..4)) {
        let mut decoder = Decoder::default();
        for (bytes, silence) in &pieces {
            decoder.feed(bytes);
            if *silence && decoder.patience().is_some() {
                decoder.silence();
            }
        }
        let mut heard = decoder.feed(b"\x03");
        if decoder.patience().is_some() {
            heard.extend(decoder.silence());
        }
        prop_assert_eq!(heard.last(), Some(&ctrl_c()));
    }

    /// Silence ends everything: afterwards a key is a key.
    #[test]
    fn after_silence_a_key_is_a_key(bytes in bytes()) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        if decoder.patience().is_some() {
            decoder.silence();
        }
        prop_assert_eq!(decoder.patience(), None);
        prop_assert_eq!(decoder.feed(b"q"), [letter('q')]);
    }
}
