//! Whether a terminal's ground is dark or light.
//!
//! Never knows what is drawn on it.

/// A terminal's ground.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Background {
    /// Dark, as most are: what is assumed until something is known.
    #[default]
    Dark,
    /// Light.
    Light,
}

impl Background {
    /// What the environment says: the last number of `COLORFGBG` is the ground's colour, of which 7 and 9 to 15 are light.
    pub fn of_environment(var: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let colours = var("COLORFGBG")?;
        let ground: u8 = colours.rsplit(';').next()?.parse().ok()?;
        (ground < 16).then_some(match ground {
            7 | 9..=15 => Self::Light,
            _ => Self::Dark,
        })
    }

    /// What a colour is, each part between 0 and 1: light if black can be read on it better than white (WCAG 2.2).
    pub fn of_colour(parts: [f32; 3]) -> Self {
        // There black and white have the same contrast: (l + 0.05)² = 1.05 × 0.05.
        const MIDDLE: f32 = 0.179;
        match luminance(parts) > MIDDLE {
            true => Self::Light,
            false => Self::Dark,
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Dark,
        }
    }
}

/// A colour's relative luminance in sRGB, between 0 and 1.
pub fn luminance(parts: [f32; 3]) -> f32 {
    let [red, green, blue] = parts.map(|part| match part <= 0.04045 {
        true => part / 12.92,
        false => ((part + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_may_say_so() {
        let of = |value: &str| Background::of_environment(|_| Some(value.to_owned()));
        assert_eq!(of("0;15"), Some(Background::Light));
        assert_eq!(of("15;default;0"), Some(Background::Dark));
        assert_eq!(of("12;8"), Some(Background::Dark));
        assert_eq!(of("0;default"), None);
        assert_eq!(of("0;231"), None);
        assert_eq!(Background::of_environment(|_| None), None);
    }

    #[test]
    fn a_colour_is_one_or_the_other() {
        let of = |hex: u32| {
            let [_, red, green, blue] = hex.to_be_bytes();
            Background::of_colour([red, green, blue].map(|part| f32::from(part) / 255.0))
        };
        for light in [0xffffff, 0xfdf6e3, 0xaaaaaa, 0xffff00] {
            assert_eq!(of(light), Background::Light, "{light:06x}");
        }
        for dark in [0x000000, 0x002b36, 0x300a24, 0x0000ff, 0x444444] {
            assert_eq!(of(dark), Background::Dark, "{dark:06x}");
        }
    }
}
