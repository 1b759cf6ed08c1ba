//! The store of images and files: whether it keeps what it is given, and whether all servers have the same one.

use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream;
use platform::blobs::{BlobError, BlobRoute, Blobs};
use platform::config::Config;
use platform::db::{Db, DbError, Options};

use super::Finding;
use crate::in_full;

/// What is put to see that it can be.
const PROBE: &[u8] = b"check";

/// A small blob can be written, read back and deleted.
pub async fn blobs(config: &Config) -> Finding {
    let advice = match &config.blobs {
        BlobRoute::Folder(_) => "check the setting `blobs`, who owns that folder, and the space on its disk",
        BlobRoute::S3(_) => "check the setting `blobs`, that the bucket is there, and that its key may put, get, delete and abort in it",
    };
    let place = &config.blobs;
    match probe(place).await {
        Ok(()) => Finding::good("blobs", format!("{place} takes images and files, gives them back and lets them go")),
        Err(trouble) => Finding::bad("blobs", format!("images and files {trouble} ({place})"), advice),
    }
}

async fn probe(route: &BlobRoute) -> Result<(), String> {
    let cannot = |what: &'static str| move |error: BlobError| format!("cannot be {what}: {}", in_full(&error));
    let blobs = Blobs::open(route).map_err(cannot("kept"))?;
    let content = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(PROBE))]);
    blobs.put("doctor/check", content, PROBE.len() as u64).await.map_err(cannot("written"))?;
    let read = read_back(&blobs).await.map_err(cannot("read back"));
    // Also what came back wrong is not left there.
    blobs.delete("doctor/check").await.map_err(cannot("deleted"))?;
    match read? {
        Some(read) if read == PROBE => {}
        Some(_) => return Err("come back changed".into()),
        None => return Err("are not there once they are written".into()),
    }
    match read_back(&blobs).await.map_err(cannot("looked for"))? {
        Some(_) => Err("are still there once they are deleted".into()),
        None => Ok(()),
    }
}

async fn read_back(blobs: &Blobs) -> Result<Option<Vec<u8>>, BlobError> {
    let Some(found) = blobs.get("doctor/check", None).await? else { return Ok(None) };
    let pieces: Vec<Bytes> = found.content.try_collect().await?;
    Ok(Some(pieces.concat()))
}

/// A folder, where there are several servers on one database; nothing where this one is alone, as far as anybody here can know.
pub async fn one_place(config: &Config, options: &Options) -> Option<Finding> {
    let BlobRoute::Folder(folder) = &config.blobs else { return None };
    if options.url.starts_with("sqlite:") {
        return None;
    }
    let seen = if config.nats.is_some() {
        "several servers share the database (`nats` is set)".to_owned()
    } else {
        match elsewhere(options).await.ok()? {
            0 => return None,
            1 => "a server on another machine uses the same database now".to_owned(),
            more => format!("servers on {more} other machines use the same database now"),
        }
    };
    let says = format!("{seen}, and {} is a folder: what one keeps there, another finds only if all mount the same", folder.display());
    Some(Finding::doubtful("blobs", says, "set `blobs` to one bucket (s3://…) on every machine, or mount one folder on all of them"))
}

/// From how many other machines this program has the database open at this moment. PostgreSQL alone is asked: where connections come
/// by a pooler, it sees one machine, and so does this.
async fn elsewhere(options: &Options) -> Result<i64, DbError> {
    let db = Db::open(options).await?;
    let asked = async {
        // Who comes by the socket of the database's own machine has no address, and is somewhere all the same. Of other users nobody
        // without more rights is told the address either, so they are not counted; the servers of one cluster are one user.
        let others = "SELECT count(DISTINCT coalesce(client_addr::text, 'socket')) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'pando' AND usename = current_user
            AND client_addr IS DISTINCT FROM inet_client_addr()";
        Ok::<_, DbError>(db.read().await?.query(others).fetch_one::<(i64,)>().await?.0)
    };
    let others = asked.await;
    db.close().await;
    others
}
