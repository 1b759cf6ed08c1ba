//! How these words lie in the database: as text, on both engines.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, Sqlite, Type};

use crate::access::Level;
use crate::chat::model::{History, Kind, Role};

macro_rules! stored {
    ($engine:ty, $($name:ident),*) => {
        $(
            impl Type<$engine> for $name {
                fn type_info() -> <$engine as Database>::TypeInfo {
                    <str as Type<$engine>>::type_info()
                }

                fn compatible(of: &<$engine as Database>::TypeInfo) -> bool {
                    <str as Type<$engine>>::compatible(of)
                }
            }

            impl<'q> Encode<'q, $engine> for $name {
                fn encode_by_ref(&self, into: &mut <$engine as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                    <&'static str as Encode<'q, $engine>>::encode(self.key(), into)
                }
            }

            impl<'r> Decode<'r, $engine> for $name {
                fn decode(value: <$engine as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                    Ok(Self::from_key(<&str as Decode<'r, $engine>>::decode(value)?))
                }
            }
        )*
    };
}

stored!(Sqlite, Kind, Role, History, Level);
stored!(Postgres, Kind, Role, History, Level);
