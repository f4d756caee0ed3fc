//! A parameter with named alternatives.

/// Writes an enum whose alternatives have names, the first of which is not special: the default is said by whoever uses it.
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// All alternatives, in the order in which they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in commands and files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }

            /// The alternative of that name.
            #[must_use]
            pub fn named(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.id() == id)
            }
        }
    };
}

pub(super) use choices;

/// A count as a number to reckon with.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Holds that every value which descriptions name can be chosen and is told as it was chosen, and that others cannot.
#[cfg(test)]
pub(super) fn every_value_can_be_chosen(
    descriptions: &[super::OptionDescription],
    prepare: fn(&super::Chosen) -> Result<Box<dyn super::Run>, super::OptionError>,
) {
    for option in descriptions {
        let values: Vec<&str> = match option.values {
            "a number from 0 to 1" => vec!["0", "0.25", "1"],
            "a whole number" => vec!["0", "18446744073709551615"],
            "a whole number from 1 to 1000" => vec!["1", "1000"],
            words => words.split(", ").collect(),
        };
        for value in values {
            let run = prepare(&[(option.key.into(), value.into())]).unwrap_or_else(|error| panic!("{error}"));
            assert!(run.options().contains(&(option.key, value.to_owned())), "{}={value}", option.key);
        }
        for value in ["sideways", "-1", "1001x"] {
            assert!(prepare(&[(option.key.into(), value.into())]).is_err(), "{}={value}", option.key);
        }
    }
}
