//! What there is to do: as words, which a permission table decides about, and as types, by which a permit says which it is for.

/// A deed as a type; [`deeds!`](crate::deeds) makes one of each word of a feature's table.
pub trait Does {
    /// The words of that table.
    type Deed;
    /// Which of them it is.
    const DEED: Self::Deed;
}

/// Declares what there is to do in a feature, beside the table that decides about it: each deed once, which makes it a word of the
/// enum named first and a type in the module named second.
#[macro_export]
macro_rules! deeds {
    ($(#[$more:meta])* $words:ident, $types:ident { $($(#[$doc:meta])* $deed:ident),+ $(,)? }) => {
        $(#[$more])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $words {
            $($(#[$doc])* $deed,)+
        }

        impl $words {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$deed),+];
        }

        /// Each deed as a type, for a permit to say which it is for.
        pub mod $types {
            $(
                $(#[$doc])*
                #[derive(Debug)]
                // Empty: nobody has one, it only says which deed a permit is for.
                pub enum $deed {}

                impl $crate::access::Does for $deed {
                    type Deed = super::$words;
                    const DEED: Self::Deed = super::$words::$deed;
                }
            )+
        }
    };
}
