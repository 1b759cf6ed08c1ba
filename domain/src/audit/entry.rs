//! An entry as it lies in the database: in the words of whoever wrote it, which a newer version may have been.

use platform::secret::Secret;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::canonical::joined;
use super::model::{Actor, Audit, Deed, Scope};
use super::tree::{self, Hash};
use crate::access::{DeviceId, OrganisationId, Timestamp};

/// What the first field says; another order of fields gets another number.
const FORM: &[u8] = b"pando audit entry 1";
/// What the mark is for.
const PURPOSE: &str = "audit entry";

/// One deed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// In whose tree.
    pub organisation_id: OrganisationId,
    /// Its own id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What kind of actor.
    pub actor: String,
    /// Which one.
    pub actor_id: Option<Uuid>,
    /// On which device.
    pub device_id: Option<DeviceId>,
    /// What was done.
    pub deed: String,
    /// To what kind of thing.
    pub scope: String,
    /// Which one.
    pub scope_id: Option<Uuid>,
    /// What else is known, as JSON.
    pub detail: String,
    /// By the server's key, over all of the above.
    pub mark: String,
}

impl Entry {
    /// The entry of a deed, marked as this server's.
    pub fn new(secret: &Secret, organisation: OrganisationId, id: Uuid, at: Timestamp, audit: &Audit) -> Self {
        let mut entry = Self {
            organisation_id: organisation,
            id,
            at,
            actor: audit.actor.key().into(),
            actor_id: audit.actor.id(),
            device_id: audit.actor.device(),
            deed: audit.deed.key().into(),
            scope: audit.scope.key().into(),
            scope_id: audit.scope.id(),
            detail: audit.detail(),
            mark: String::new(),
        };
        entry.mark = entry.mark_by(secret);
        entry
    }

    /// Its leaf in the tree.
    pub fn leaf(&self) -> Hash {
        let id = |id: Option<Uuid>| id.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        // Not the mark, which is made of this; and what the tree proves needs no key.
        tree::leaf(&joined(&[
            FORM,
            self.organisation_id.0.as_bytes(),
            self.id.as_bytes(),
            &self.at.0.to_be_bytes(),
            self.actor.as_bytes(),
            &id(self.actor_id),
            &id(self.device_id.map(|device| device.0)),
            self.deed.as_bytes(),
            self.scope.as_bytes(),
            &id(self.scope_id),
            self.detail.as_bytes(),
        ]))
    }

    /// Whether a server with this key wrote it, all of it.
    pub fn is_marked_by(&self, secret: &Secret) -> bool {
        self.mark_by(secret).as_bytes().ct_eq(self.mark.as_bytes()).into()
    }

    /// Who did it.
    pub fn actor(&self) -> Actor {
        Actor::read(&self.actor, self.actor_id, self.device_id)
    }

    /// What they did.
    pub fn deed(&self) -> Deed {
        Deed::from_key(&self.deed)
    }

    /// To what.
    pub fn scope(&self) -> Scope {
        Scope::read(&self.scope, self.scope_id)
    }

    fn mark_by(&self, secret: &Secret) -> String {
        secret.fingerprint(PURPOSE, &self.leaf().to_string())
    }
}
