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
