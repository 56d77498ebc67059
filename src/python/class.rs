//! The tree of Python's built-in exception classes.
//!
//! Never knows an exception's values.

use std::fmt;

use crate::python::version::Version;

macro_rules! classes {
    ($($name:ident($($base:ident),*))*) => {
        /// An exception class. The names are Python's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Class {
            $(#[doc = concat!("Python's `", stringify!($name), "`.")] $name,)*
        }

        impl Class {
            /// All of them, a class after its bases.
            pub const ALL: &[Class] = &[$(Class::$name),*];

            /// The name, without its module.
            pub fn name(self) -> &'static str {
                match self { $(Class::$name => stringify!($name)),* }
            }

            /// The direct base classes, but for `object`. Only `ExceptionGroup` has two.
            pub fn bases(self) -> &'static [Class] {
                match self { $(Class::$name => &[$(Class::$base),*]),* }
            }
        }
    };
}

classes! {
    BaseException()
        BaseExceptionGroup(BaseException)
        GeneratorExit(BaseException)
        KeyboardInterrupt(BaseException)
        SystemExit(BaseException)
        CancelledError(BaseException)
    Exception(BaseException)
        ArithmeticError(Exception)
            FloatingPointError(ArithmeticError)
            OverflowError(ArithmeticError)
            ZeroDivisionError(ArithmeticError)
        AssertionError(Exception)
        AttributeError(Exception)
        BufferError(Exception)
        EOFError(Exception)
        ExceptionGroup(BaseExceptionGroup, Exception)
        ImportError(Exception)
            ImportCycleError(ImportError)
            ModuleNotFoundError(ImportError)
        LookupError(Exception)
            IndexError(LookupError)
            KeyError(LookupError)
        MemoryError(Exception)
        NameError(Exception)
            UnboundLocalError(NameError)
        OSError(Exception)
            BlockingIOError(OSError)
            ChildProcessError(OSError)
            ConnectionError(OSError)
                BrokenPipeError(ConnectionError)
                ConnectionAbortedError(ConnectionError)
                ConnectionRefusedError(ConnectionError)
                ConnectionResetError(ConnectionError)
            FileExistsError(OSError)
            FileNotFoundError(OSError)
            InterruptedError(OSError)
            IsADirectoryError(OSError)
            NotADirectoryError(OSError)
            PermissionError(OSError)
            ProcessLookupError(OSError)
            TimeoutError(OSError)
        ReferenceError(Exception)
        RuntimeError(Exception)
            NotImplementedError(RuntimeError)
            PythonFinalizationError(RuntimeError)
            RecursionError(RuntimeError)
        StopAsyncIteration(Exception)
        StopIteration(Exception)
        SyntaxError(Exception)
            IndentationError(SyntaxError)
                TabError(IndentationError)
        SystemError(Exception)
        TypeError(Exception)
        ValueError(Exception)
            UnicodeError(ValueError)
                UnicodeDecodeError(UnicodeError)
                UnicodeEncodeError(UnicodeError)
                UnicodeTranslateError(UnicodeError)
        Warning(Exception)
            BytesWarning(Warning)
            DeprecationWarning(Warning)
            EncodingWarning(Warning)
            FutureWarning(Warning)
            ImportWarning(Warning)
            PendingDeprecationWarning(Warning)
            ResourceWarning(Warning)
            RuntimeWarning(Warning)
            SyntaxWarning(Warning)
            UnicodeWarning(Warning)
            UserWarning(Warning)
}

impl Class {
    /// The built-in class of this name, its old aliases included.
    pub fn named(name: &str) -> Option<Class> {
        match name {
            "IOError" | "EnvironmentError" => Some(Class::OSError),
            _ => Class::ALL
                .iter()
                .copied()
                .find(|class| class.name() == name && class.is_builtin()),
        }
    }

    /// The built-in name nearest to a mistyped one, when one is near.
    pub fn nearest(name: &str) -> Option<&'static str> {
        let folded = name.to_lowercase();
        Class::ALL
            .iter()
            .filter(|class| class.is_builtin())
            .map(|class| {
                (
                    strsim::jaro_winkler(&folded, &class.name().to_lowercase()),
                    class.name(),
                )
            })
            .filter(|(likeness, _)| *likeness > 0.85)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| name)
    }

    /// Whether Python knows it without an import. `CancelledError` is asyncio's.
    pub fn is_builtin(self) -> bool {
        self != Class::CancelledError
    }

    /// Whether it is `other` or derives from it, however far: what `except other:` asks.
    pub fn is_subclass(self, other: Class) -> bool {
        self == other || self.bases().iter().any(|base| base.is_subclass(other))
    }

    /// Whether this version has it. `CancelledError` is asyncio's, in all of them.
    pub fn is_in(self, version: Version) -> bool {
        let since = match self {
            Class::EncodingWarning => "3.10",
            Class::BaseExceptionGroup | Class::ExceptionGroup => "3.11",
            Class::PythonFinalizationError => "3.13",
            Class::ImportCycleError => "3.15",
            _ => return true,
        };
        since.parse().is_ok_and(|since: Version| version >= since)
    }
}

/// The name as the last line of a traceback gives it: with its module, unless that is `builtins`.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_builtin() {
            f.write_str("asyncio.exceptions.")?;
        }
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn except_exception_lets_generator_exit_and_cancellation_through() {
        assert!(!Class::GeneratorExit.is_subclass(Class::Exception));
        assert!(!Class::CancelledError.is_subclass(Class::Exception));
        assert!(Class::GeneratorExit.is_subclass(Class::BaseException));
        assert!(Class::ConnectionResetError.is_subclass(Class::OSError));
        assert!(Class::ExceptionGroup.is_subclass(Class::Exception));
        assert!(Class::ExceptionGroup.is_subclass(Class::BaseExceptionGroup));
        assert!(!Class::Exception.is_subclass(Class::RuntimeError));
    }

    #[test]
    fn a_mistyped_name_finds_its_neighbour_and_nonsense_none() {
        assert_eq!(Class::nearest("RuntimeEror"), Some("RuntimeError"));
        assert_eq!(Class::nearest("valueerror"), Some("ValueError"));
        assert_eq!(Class::nearest("GeneratorExist"), Some("GeneratorExit"));
        assert_eq!(Class::nearest("banana"), None);
    }

    #[test]
    fn aliases_are_known() {
        assert_eq!(Class::named("IOError"), Some(Class::OSError));
        assert_eq!(
            Class::named("CancelledError"),
            None,
            "the prompt has not imported asyncio"
        );
    }
}
