//! Literals, read and refused.

use super::*;

/// The `repr` of what it reads, or the key of the error.
fn read(text: &str) -> String {
    parse(text).map_or_else(|e| e.key().to_owned(), |value| value.repr())
}

#[test]
fn reads_what_a_student_types() {
    for (typed, means) in [
        ("'python generator'", "'python generator'"),
        (r#"  "it's"  "#, r#""it's""#),
        ("'''two\nlines'''", r"'two\nlines'"),
        (
            r"'\n\t\\\'\x41\u534f\U0001F600\101\0'",
            r#""\n\t\\'A协😀A\x00""#,
        ),
        (r#"r'\d"'"#, r#"'\\d"'"#),
        ("u'a' 'b'", "'ab'"),
        (r"'\d'", r"'\\d'"),
        ("'a\\\nb'", "'ab'"),
        ("42", "42"),
        ("- 5", "-5"),
        ("(-(+5))", "-5"),
        ("(-(-5))", "5"),
        ("1_000", "1000"),
        ("0xFF", "255"),
        ("0b_101", "5"),
        ("0o17", "15"),
        ("00", "0"),
        ("-9223372036854775808", "-9223372036854775808"),
        (".5", "0.5"),
        ("1.", "1.0"),
        ("1e5", "100000.0"),
        ("-1_0.0e-1_0", "-1e-09"),
        ("1e999", "inf"),
        ("09.5", "9.5"),
        ("True", "True"),
        (" ( None ) ", "None"),
    ] {
        assert_eq!(read(typed), means, "{typed}");
    }
}

#[test]
fn says_what_is_wrong() {
    for (typed, key) in [
        ("", "literal.empty"),
        ("'open", "literal.not-closed"),
        ("'a\nb'", "literal.not-closed"),
        (r"r'\'", "literal.not-closed"),
        ("(1", "literal.parenthesis"),
        ("(", "literal.parenthesis"),
        ("python", "literal.name"),
        ("true", "literal.name"),
        ("-x", "literal.name"),
        ("-'a'", "literal.sign"),
        ("007", "literal.leading-zero"),
        ("1__0", "literal.number"),
        ("1_", "literal.number"),
        ("0x", "literal.number"),
        ("0b2", "literal.number"),
        ("5abc", "literal.number"),
        ("1e", "literal.number"),
        (".", "literal.number"),
        ("1.2.3", "literal.number"),
        ("9223372036854775808", "literal.too-big"),
        (
            "99999999999999999999999999999999999999999999",
            "literal.too-big",
        ),
        (r"'\xZ'", "literal.escape"),
        (r"'\U00110000'", "literal.escape"),
        (r"'\ud800'", "literal.surrogate"),
        ("b'x'", "literal.unsupported"),
        ("[1]", "literal.unsupported"),
        ("(1, 2)", "literal.unsupported"),
        ("3j", "literal.unsupported"),
        ("5 6", "literal.trailing"),
        ("'a' b", "literal.trailing"),
    ] {
        assert_eq!(read(typed), key, "{typed}");
    }
    assert_eq!(
        parse("python").map_err(|e| e.to_string()),
        Err("python is a name, not a literal: to send it as text, quote it".into())
    );
}

#[test]
fn no_depth_of_parentheses_exhausts_the_stack() {
    assert_eq!(read(&"(".repeat(1 << 20)), "literal.unsupported");
}

proptest::proptest! {
    #![proptest_config(crate::random_tests())]

    #[test]
    fn any_string_survives_its_repr(text: String) {
        let value = Value::from(text);
        proptest::prop_assert_eq!(parse(&value.repr()), Ok(value));
    }

    #[test]
    fn any_text_is_read_or_refused(text in r#"[-+0-9a-zA-Z_.()'"\\ ,协]{0,12}"#) {
        let _ = parse(&text);
    }
}
