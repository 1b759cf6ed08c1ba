//! The signed note that entries are kept no longer: it stands in the detail of an audit entry, and only it excuses their absence.

use platform::signing::{Signer, is_signed};
use serde::Deserialize;

use super::canonical::joined;
use super::entry::Entry;
use super::head::Head;
use super::model::{Actor, Audit, Deed, Fact, Scope};
use crate::access::{OrganisationId, Timestamp};

const FORM: &[u8] = b"pando audit pruned 1";

/// That the first `to` entries of an organisation are kept no longer, and which root their leaves have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Pruned {
    /// How many.
    pub to: i64,
    /// All of them were sealed before this moment.
    pub before: Timestamp,
    /// The root of the tree of their leaves.
    pub root: String,
    signature: String,
}

impl Pruned {
    /// The entry that says that everything under `head` is kept no longer.
    pub fn audit(signer: &Signer, head: &Head, before: Timestamp) -> Audit {
        let said = said(head.organisation_id, head.size, before, &head.root);
        Audit::new(Actor::System, Deed::EntriesPruned, Scope::Organisation(head.organisation_id))
            .with("to", head.size)
            .with("before", before.0)
            .with("root", Fact::Proof(head.root.clone()))
            .with("signature", Fact::Proof(signer.sign(&said)))
    }

    /// The note in an entry, if the holder of one of these keys signed it.
    pub fn read(entry: &Entry, trusted: &[String]) -> Option<Self> {
        let note: Self = serde_json::from_str(&entry.detail).ok().filter(|_| entry.deed() == Deed::EntriesPruned)?;
        let said = said(entry.organisation_id, note.to, note.before, &note.root);
        trusted.iter().any(|key| is_signed(key, &said, &note.signature)).then_some(note)
    }
}

fn said(organisation: OrganisationId, to: i64, before: Timestamp, root: &str) -> Vec<u8> {
    joined(&[FORM, organisation.0.as_bytes(), &to.to_be_bytes(), &before.0.to_be_bytes(), root.as_bytes()])
}
