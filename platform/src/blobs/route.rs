//! The setting that says where blobs lie: a folder, or `s3://key:secret@host:port/bucket?region=eu-west-2`.

use std::path::PathBuf;
use std::str::FromStr;

use crate::mail::percent_decoded;

/// Where blobs lie.
#[derive(Clone, PartialEq, Eq)]
pub enum BlobRoute {
    /// In this folder.
    Folder(PathBuf),
    /// In this bucket.
    S3(Bucket),
}

/// A bucket of a store that speaks S3, and how to come in.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    pub(super) endpoint: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) key: String,
    pub(super) secret: String,
}

// Where, without what is secret.
impl std::fmt::Display for BlobRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::S3(bucket) => write!(f, "{}/{}", bucket.endpoint, bucket.name),
        }
    }
}

// Not derived: the secret must not reach a log.
impl std::fmt::Debug for BlobRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl FromStr for BlobRoute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("s3://") {
            Some(address) => bucket(address).map(Self::S3),
            // A slip of the pen must not become a folder of that name.
            None if text.is_empty() || text.contains("://") => Err("write a folder, or s3://key:secret@host/bucket?region=…".into()),
            None => Ok(Self::Folder(text.into())),
        }
    }
}

fn bucket(address: &str) -> Result<Bucket, String> {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    // The last @: a secret may hold one, and slashes.
    let (login, place) = address.rsplit_once('@').ok_or("write key:secret@ before the host")?;
    let (key, secret) = login.split_once(':').filter(|(key, secret)| !key.is_empty() && !secret.is_empty()).ok_or("write key:secret@")?;
    let (host, name) = place.split_once('/').unwrap_or((place, ""));
    let name = name.trim_end_matches('/');
    let plain = |text: &str, more: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || more.contains(char));
    if !plain(host, ".-:") || !plain(name, ".-") {
        return Err("name the store and one bucket of it: s3://key:secret@host:port/bucket".into());
    }
    let (mut region, mut scheme) = ("us-east-1", "https");
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("region", value)) if plain(value, "-") => region = value,
            Some(("tls", "required")) => scheme = "https",
            Some(("tls", "none")) => scheme = "http",
            _ => return Err("after the ? write region=eu-west-2 or the like; tls=none for a store on this machine".into()),
        }
    }
    let machine = host.split_once(':').map_or(host, |(machine, _)| machine);
    if scheme == "http" && !matches!(machine, "localhost" | "127.0.0.1") {
        return Err("images and files are never sent unprotected to another machine: leave tls=none out".into());
    }
    Ok(Bucket {
        endpoint: format!("{scheme}://{host}"),
        name: name.to_owned(),
        region: region.to_owned(),
        key: percent_decoded(key)?,
        secret: percent_decoded(secret)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> BlobRoute {
        text.parse().unwrap_or_else(|words| panic!("{text}: {words}"))
    }

    #[test]
    fn a_route_is_a_folder_or_a_bucket_and_hides_how_to_come_in() {
        assert!(read("/srv/pando/blobs") == BlobRoute::Folder("/srv/pando/blobs".into()));
        let route = read("s3://AKIA:s3c/r%40et+@s3.trust.example:9000/pando-images/?region=eu-west-2");
        assert_eq!(format!("{route} {route:?}"), "https://s3.trust.example:9000/pando-images https://s3.trust.example:9000/pando-images");
        let BlobRoute::S3(bucket) = route else { panic!("a bucket") };
        assert_eq!((bucket.key.as_str(), bucket.secret.as_str(), bucket.region.as_str()), ("AKIA", "s3c/r@et+", "eu-west-2"));
        assert_eq!(read("s3://k:s@127.0.0.1:9000/b?tls=none").to_string(), "http://127.0.0.1:9000/b");
    }

    #[test]
    fn what_is_no_route_is_refused_and_not_repeated() {
        for text in [
            "",
            "s3://",
            "S3://k:s3cret@host/bucket",
            "https://k:s3cret@host/bucket",
            "s3://host/bucket",
            "s3://s3cret@host/bucket",
            "s3://:s3cret@host/bucket",
            "s3://k:@host/bucket",
            "s3://k:s3cret@host",
            "s3://k:s3cret@host/",
            "s3://k:s3cret@host/a/b",
            "s3://k:s3cret@/bucket",
            "s3://k:%zzs3cret@host/bucket",
            "s3://k:s3cret@host/bucket?zone=1",
            "s3://k:s3cret@host/bucket?region=",
            "s3://k:s3cret@host/bucket?tls=none",
        ] {
            let Err(words) = text.parse::<BlobRoute>() else { panic!("{text} was taken") };
            assert!(!words.contains("s3cret"), "{words}");
        }
    }
}
