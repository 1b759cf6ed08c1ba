//! How stretches of seqs lie in the table: as text, on either engine.

use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Type};

use super::super::model::Spans;

impl<DB: Database> Type<DB> for Spans
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        String::type_info()
    }

    fn compatible(info: &DB::TypeInfo) -> bool {
        String::compatible(info)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for Spans
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::from(String::decode(value)?.as_str()))
    }
}
