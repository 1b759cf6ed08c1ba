//! Words that grow: what stands in the database and on the wire for a value of a few.

#[cfg(feature = "server")]
mod stored;

/// Gives an enum its words. What a newer program means by another one is read as `Other`, which is shown plainly: two versions run
/// side by side, and a screen never fails for a word.
#[macro_export]
macro_rules! words {
    ($name:ident { $($variant:ident = $key:literal),* $(,)? }) => {
        impl $name {
            /// The word that stands for it.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                    Self::Other => "other",
                }
            }

            /// What a word stands for.
            pub fn from_key(key: &str) -> Self {
                match key {
                    $($key => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Not a `&str`: a word that comes escaped, or out of a value, cannot be borrowed.
                String::deserialize(deserializer).map(|key| Self::from_key(&key))
            }
        }
    };
}
