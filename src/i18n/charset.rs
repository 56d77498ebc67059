//! The character set that the environment's locale names. Concurrium writes UTF-8.
//!
//! A locale that names none (`C`, `POSIX`, `zh_CN`, nothing at all) says little about the terminal: containers and `ssh`
//! leave it so before terminals that read UTF-8. It is taken for UTF-8, as CPython does (PEP 538, PEP 540).
//!
//! Never knows what is done about it.

/// A locale whose character set isn't UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The variable that decides: `LC_ALL`, `LC_CTYPE` or `LANG`.
    variable: &'static str,
    /// The locale before its character set: `zh_CN`.
    place: String,
    /// The character set: `GB18030`.
    charset: String,
}

/// The locale of the environment, if it names a character set that isn't UTF-8.
pub fn foreign(var: impl Fn(&str) -> Option<String>) -> Option<Foreign> {
    let (variable, locale) = locale(var)?;
    let (place, charset) = locale.split_once('.')?;
    let charset = charset.split('@').next().unwrap_or_default();
    let bare = charset.replace(['-', '_'], "");
    (!bare.eq_ignore_ascii_case("utf8")).then(|| Foreign {
        variable,
        place: place.to_owned(),
        charset: charset.to_owned(),
    })
}

/// The variable that decides, and the locale it names. None: none is set.
pub fn locale(var: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| Some((name, var(name).filter(|value| !value.is_empty())?)))
}

impl Foreign {
    /// What the sentence about it names.
    pub(super) fn names(&self) -> [(&'static str, &str); 3] {
        [
            ("charset", &self.charset),
            ("variable", self.variable),
            ("place", &self.place),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Option<String> {
        let var = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        foreign(var).map(|foreign| foreign.charset)
    }

    #[test]
    fn only_a_named_charset_counts() {
        for taken in [
            "C",
            "POSIX",
            "C.UTF-8",
            "zh_CN",
            "zh_CN.utf8",
            "en_US.UTF-8@x",
            "",
        ] {
            assert_eq!(of(&[("LC_ALL", taken)]), None, "{taken}");
        }
        assert_eq!(of(&[]), None);
        let gb = of(&[("LC_ALL", "zh_CN.GB18030")]);
        assert_eq!(gb.as_deref(), Some("GB18030"));
        let latin = of(&[("LANG", "de_DE.ISO-8859-15@euro")]);
        assert_eq!(latin.as_deref(), Some("ISO-8859-15"));
    }

    #[test]
    fn the_first_that_is_set_decides() {
        let all = of(&[("LC_ALL", "C.UTF-8"), ("LC_CTYPE", "zh_CN.GBK")]);
        assert_eq!(all, None);
        let ctype = of(&[
            ("LC_ALL", ""),
            ("LC_CTYPE", "zh_CN.GBK"),
            ("LANG", "C.UTF-8"),
        ]);
        assert_eq!(ctype.as_deref(), Some("GBK"));
    }
}
