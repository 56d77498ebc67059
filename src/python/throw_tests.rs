//! What is typed after `throw`, in every spelling.

use super::*;

/// The call that it stands for, and what it comes to before anything is thrown.
fn call(typed: &str) -> String {
    parse(typed).map_or_else(|e| format!("refused: {e}"), |read| read.to_string())
}

fn thrown(typed: &str, version: Version, tb: bool) -> String {
    let read = parse(typed).expect("it can be read");
    match read.evaluate(version, tb) {
        Ok(Thrown::Exception(e)) => format!("throws {}", e.repr()),
        Ok(Thrown::Refused(e)) => format!("refused by throw: {e}"),
        Ok(Thrown::Object(object)) => format!("an object: {}", object.repr()),
        Err(e) => format!("before the call: {e}"),
    }
}

#[test]
fn a_script_has_exceptions_of_its_own_and_python_knows_which() {
    for (typed, stands_for) in [
        ("Refused", "Refused"),
        (r#" Refused "no" "#, "Refused('no')"),
        ("Refused('a', 2)", "Refused('a', 2)"),
        ("Refused, 'a'", "Refused, 'a'"),
        ("Verweigert_é()", "Verweigert_é()"),
        (r#"ValueError "no""#, "ValueError('no')"),
        ("Exceptional 5", "Exceptional(5)"),
    ] {
        assert_eq!(for_a_script(typed).as_deref(), Ok(stands_for), "{typed}");
    }
    assert_eq!(for_a_script(" "), Err(ThrowError::Empty));
    for typed in ["Refused(open)", "Refused no", "errors.Refused"] {
        let read = for_a_script(typed);
        assert!(matches!(read, Err(ThrowError::Literal(_))), "{read:?}");
    }
}

#[test]
fn each_spelling_stands_for_one_call() {
    for (typed, stands_for) in [
        ("RuntimeError", "RuntimeError"),
        ("RuntimeError()", "RuntimeError()"),
        ("RuntimeError ( )", "RuntimeError()"),
        (r#"RuntimeError "m""#, "RuntimeError('m')"),
        (r#"RuntimeError"m""#, "RuntimeError('m')"),
        (r#"  RuntimeError ( "m" )  "#, "RuntimeError('m')"),
        ("RuntimeError(None)", "RuntimeError(None)"),
        ("RuntimeError('a', 2)", "RuntimeError('a', 2)"),
        ("RuntimeError 1e999", "RuntimeError(1e400)"),
        (
            r#"RuntimeError, "You're hosed""#,
            r#"RuntimeError, "You're hosed""#,
        ),
        ("ValueError, None", "ValueError, None"),
        ("ValueError, ()", "ValueError, ()"),
        ("ValueError, (1,)", "ValueError, (1,)"),
        ("ValueError, (1)", "ValueError, 1"),
        ("ValueError, (1, 'b')", "ValueError, (1, 'b')"),
        ("RuntimeError 'm' tb", "RuntimeError, 'm', tb"),
        ("RuntimeError, 'm', tb", "RuntimeError, 'm', tb"),
        ("RuntimeError, 'm' tb", "RuntimeError, 'm', tb"),
        ("RuntimeError tb", "RuntimeError, None, tb"),
        ("RuntimeError 'm', 5", "RuntimeError, 'm', 5"),
        (
            "RuntimeError('m').with_traceback(tb)",
            "RuntimeError('m').with_traceback(tb)",
        ),
        ("RuntimeError('m'), None, tb", "RuntimeError('m'), None, tb"),
        ("5", "5"),
        ("'text'", "'text'"),
        ("None, 5", "None, 5"),
    ] {
        assert_eq!(call(typed), stands_for, "{typed}");
        assert_eq!(call(&call(typed)), stands_for, "{typed} reads back");
    }
}

#[test]
fn what_each_call_throws() {
    let new = Version::default();
    for (typed, came) in [
        ("ValueError", "throws ValueError()"),
        ("ValueError, None", "throws ValueError()"),
        ("ValueError, ()", "throws ValueError()"),
        ("ValueError(None)", "throws ValueError(None)"),
        ("ValueError, (1, 'b')", "throws ValueError(1, 'b')"),
        ("ValueError, (None,)", "throws ValueError(None)"),
        ("OSError, (2, 'gone')", "throws OSError(2, 'gone')"),
        ("OSError(2, 'gone')", "throws FileNotFoundError(2, 'gone')"),
        ("ValueError(), None", "throws ValueError()"),
        ("5", "an object: 5"),
        (
            "ValueError('a'), 'b'",
            "refused by throw: TypeError: instance exception may not have a separate value",
        ),
        (
            "ValueError, 'b', 5",
            "refused by throw: TypeError: throw() third argument must be a traceback object",
        ),
        (
            "ValueError 'b' tb",
            "before the call: NameError: name 'tb' is not defined",
        ),
        (
            "ValueError('b').with_traceback(None)",
            "throws ValueError('b')",
        ),
        (
            "ValueError('b').with_traceback(5)",
            "before the call: TypeError: __traceback__ must be a traceback or None",
        ),
        (
            "UnicodeDecodeError()",
            "before the call: TypeError: function takes exactly 5 arguments (0 given)",
        ),
        (
            "UnicodeDecodeError",
            "throws TypeError('function takes exactly 5 arguments (0 given)')",
        ),
        (
            "ExceptionGroup('m', 5)",
            "before the call: TypeError: second argument (exceptions) must be a sequence",
        ),
    ] {
        assert_eq!(thrown(typed, new, false), came, "{typed}");
    }
    assert_eq!(
        thrown("ValueError 'b' tb", new, true),
        "throws ValueError('b')"
    );
    assert_eq!(
        thrown("ExceptionGroup()", Version::OLDEST, false),
        "before the call: NameError: name 'ExceptionGroup' is not defined"
    );
}

#[test]
fn says_what_is_wrong() {
    let wrong = |typed: &str| parse(typed).map_err(|e| e.to_string());
    assert_eq!(
        wrong("RuntimeEror 'x'"),
        Err("RuntimeEror is not a built-in exception of Python: did you mean RuntimeError?".into())
    );
    assert_eq!(
        wrong("banana"),
        Err("banana is not a built-in exception of Python".into())
    );
    assert_eq!(parse(""), Err(ThrowError::Empty));
    assert_eq!(
        parse("RuntimeError 'open"),
        Err(LiteralError::NotClosed.into())
    );
    assert_eq!(
        parse("RuntimeError message"),
        Err(LiteralError::Name("message".into()).into())
    );
    assert_eq!(parse("RuntimeError,"), Err(LiteralError::Empty.into()));
    assert_eq!(
        parse("RuntimeError('a' 5)"),
        Err(LiteralError::Trailing("5)".into()).into())
    );
    assert_eq!(
        parse("RuntimeError('a'"),
        Err(LiteralError::Parenthesis.into())
    );
    for too_many in [
        "SyntaxError(1, 2)",
        "OSError(1, 2, 3)",
        "ValueError(1, 2, 3, 4)",
    ] {
        let refused = parse(too_many);
        assert!(
            matches!(
                refused,
                Err(ThrowError::Literal(LiteralError::Unsupported(_)))
            ),
            "{too_many}"
        );
    }
}
