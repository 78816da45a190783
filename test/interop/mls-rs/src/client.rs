//! One member: its keys, its storage and its group.

use mls_rs::client_builder::MlsConfig;
use mls_rs::client_builder::PaddingMode;
use mls_rs::group::{ExportedTree, ReceivedMessage, ReinitClient};
use mls_rs::identity::SigningIdentity;
use mls_rs::identity::basic::{BasicCredential, BasicIdentityProvider};
use mls_rs::mls_rs_codec::{MlsDecode, MlsEncode};
use mls_rs::mls_rules::{CommitOptions, DefaultMlsRules, EncryptionOptions};
use mls_rs::psk::{ExternalPskId, PreSharedKey};
use mls_rs::storage_provider::in_memory::InMemoryPreSharedKeyStorage;
use mls_rs::{
    CipherSuite, CipherSuiteProvider, Client, CryptoProvider, ExtensionList, Group, MlsMessage,
    ProtocolVersion,
};
use mls_rs_crypto_openssl::OpensslCryptoProvider;
use serde_json::{Value, json};

use crate::json_lines::{Failure, bytes, failed, number, text};
use crate::suite;

/// Handshakes in the open and trees beside the GroupInfo, as a hub needs them.
pub fn make_client(
    name: &str,
    suite: CipherSuite,
    psks: InMemoryPreSharedKeyStorage,
) -> Result<Client<impl MlsConfig + use<>>, Failure> {
    let crypto = OpensslCryptoProvider::default();
    let provider = crypto
        .cipher_suite_provider(suite)
        .ok_or_else(|| Failure(format!("cipher suite {suite:?} is not supported")))?;
    let (secret, public) = provider.signature_key_generate().map_err(failed)?;
    let credential = BasicCredential::new(name.as_bytes().to_vec()).into_credential();
    let rules = DefaultMlsRules::new()
        .with_commit_options(
            CommitOptions::new()
                .with_ratchet_tree_extension(false)
                .with_allow_external_commit(true),
        )
        .with_encryption_options(EncryptionOptions::new(false, PaddingMode::None));
    Ok(Client::builder()
        .identity_provider(BasicIdentityProvider)
        .crypto_provider(crypto)
        .psk_store(psks)
        .mls_rules(rules)
        .signing_identity(SigningIdentity::new(credential, public), secret, suite)
        .build())
}

pub struct Member<C: MlsConfig> {
    client: Client<C>,
    psks: InMemoryPreSharedKeyStorage,
    group: Option<Group<C>>,
    /// Between a committed ReInit and the group that follows it.
    reinit: Option<ReinitClient<C>>,
}

fn message(request: &Value, key: &str) -> Result<MlsMessage, Failure> {
    MlsMessage::from_bytes(&bytes(request, key)?).map_err(failed)
}

fn tree(request: &Value) -> Result<ExportedTree<'static>, Failure> {
    ExportedTree::from_bytes(&bytes(request, "tree")?).map_err(failed)
}

/// `Extension extensions<V>` in its wire form.
fn extensions(request: &Value) -> Result<ExtensionList, Failure> {
    ExtensionList::mls_decode(&mut bytes(request, "extensions")?.as_slice()).map_err(failed)
}

fn encode(message: &MlsMessage) -> Result<String, Failure> {
    message.to_bytes().map(hex::encode).map_err(failed)
}

fn index(request: &Value, key: &str) -> Result<u32, Failure> {
    u32::try_from(number(request, key)?).map_err(failed)
}

impl<C: MlsConfig> Member<C> {
    pub fn new(client: Client<C>, psks: InMemoryPreSharedKeyStorage) -> Self {
        Self {
            client,
            psks,
            group: None,
            reinit: None,
        }
    }

    pub fn answer(&mut self, op: &str, request: &Value) -> Result<Value, Failure> {
        match op {
            "keyPackage" => self.key_package(),
            "create" => self.create(request),
            "join" => self.join(request),
            "externalJoin" => self.external_join(request),
            "process" => self.process(request),
            "propose" => self.propose(request),
            "commit" => self.commit(request),
            "merge" => self
                .group()?
                .apply_pending_commit()
                .map(|_| Value::Null)
                .map_err(failed),
            "clear" => {
                self.group()?.clear_pending_commit();
                Ok(Value::Null)
            }
            "encrypt" => self.encrypt(request),
            "psk" => {
                let psk = PreSharedKey::new(bytes(request, "psk")?);
                self.psks
                    .insert(ExternalPskId::new(bytes(request, "id")?), psk);
                Ok(Value::Null)
            }
            "reinitKeyPackage" => self.reinit_key_package(),
            "reinitCreate" => self.reinit_create(request),
            "reinitJoin" => self.reinit_join(request),
            "state" => self.state(),
            "published" => self.published(),
            _ => Err(Failure(format!("unknown operation {op}"))),
        }
    }

    fn group(&mut self) -> Result<&mut Group<C>, Failure> {
        self.group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))
    }

    fn key_package(&self) -> Result<Value, Failure> {
        let message = self
            .client
            .generate_key_package_message(ExtensionList::new(), ExtensionList::new(), None)
            .map_err(failed)?;
        Ok(json!({ "message": encode(&message)? }))
    }

    fn create(&mut self, request: &Value) -> Result<Value, Failure> {
        let group = self
            .client
            .create_group_with_id(
                bytes(request, "groupId")?,
                extensions(request)?,
                ExtensionList::new(),
                None,
            )
            .map_err(failed)?;
        self.group = Some(group);
        Ok(Value::Null)
    }

    fn join(&mut self, request: &Value) -> Result<Value, Failure> {
        let (group, _) = self
            .client
            .join_group(Some(tree(request)?), &message(request, "welcome")?, None)
            .map_err(failed)?;
        self.group = Some(group);
        Ok(Value::Null)
    }

    fn external_join(&mut self, request: &Value) -> Result<Value, Failure> {
        let mut builder = self
            .client
            .external_commit_builder()
            .map_err(failed)?
            .with_tree_data(tree(request)?);
        if !request["removed"].is_null() {
            builder = builder.with_removal(index(request, "removed")?);
        }
        let (group, commit) = builder
            .build(message(request, "groupInfo")?)
            .map_err(failed)?;
        self.group = Some(group);
        Ok(json!({ "commit": encode(&commit)? }))
    }

    fn process(&mut self, request: &Value) -> Result<Value, Failure> {
        let message = message(request, "message")?;
        match self
            .group()?
            .process_incoming_message(message)
            .map_err(failed)?
        {
            ReceivedMessage::ApplicationMessage(content) => Ok(json!({
                "type": "application",
                "plaintext": hex::encode(content.data()),
                "authenticatedData": hex::encode(&content.authenticated_data),
            })),
            ReceivedMessage::Proposal(_) => Ok(json!({ "type": "proposal" })),
            ReceivedMessage::Commit(commit) => Ok(
                json!({ "type": "commit", "effect": format!("{:?}", commit.effect).split(['(', ' ', '{']).next() }),
            ),
            other => Err(Failure(format!("unexpected content {other:?}"))),
        }
    }

    fn propose(&mut self, request: &Value) -> Result<Value, Failure> {
        let proposal = &request["proposal"];
        let group = self.group()?;
        let out = match text(proposal, "type")? {
            "add" => group.propose_add(message(proposal, "keyPackage")?, vec![]),
            "update" => group.propose_update(vec![]),
            "remove" => group.propose_remove(index(proposal, "removed")?, vec![]),
            "psk" => group.propose_external_psk(ExternalPskId::new(bytes(proposal, "id")?), vec![]),
            "resumption-psk" => group.propose_resumption_psk(number(proposal, "epoch")?, vec![]),
            "group-context-extensions" => {
                group.propose_group_context_extensions(extensions(proposal)?, vec![])
            }
            "reinit" => group.propose_reinit(
                Some(bytes(proposal, "groupId")?),
                ProtocolVersion::MLS_10,
                suite(proposal)?,
                extensions(proposal)?,
                vec![],
            ),
            other => return Err(Failure(format!("cannot propose {other}"))),
        };
        Ok(json!({ "message": encode(&out.map_err(failed)?)? }))
    }

    /// Makes a commit over all proposals seen and keeps it pending until `merge` or `clear`.
    fn commit(&mut self, request: &Value) -> Result<Value, Failure> {
        let mut builder = self.group()?.commit_builder();
        for entry in request["proposals"]
            .as_array()
            .map_or(&[][..], Vec::as_slice)
        {
            builder = match text(entry, "type")? {
                "add" => builder.add_member(message(entry, "keyPackage")?),
                "remove" => builder.remove_member(index(entry, "removed")?),
                "psk" => builder.add_external_psk(ExternalPskId::new(bytes(entry, "id")?)),
                "resumption-psk" => builder.add_resumption_psk(number(entry, "epoch")?),
                "group-context-extensions" => builder.set_group_context_ext(extensions(entry)?),
                "reinit" => builder.reinit(
                    Some(bytes(entry, "groupId")?),
                    ProtocolVersion::MLS_10,
                    suite(entry)?,
                    extensions(entry)?,
                ),
                other => return Err(Failure(format!("cannot commit {other}"))),
            }
            .map_err(failed)?;
        }
        let output = builder.build().map_err(failed)?;
        Ok(json!({
            "commit": encode(output.commit_message())?,
            "welcome": output.welcome_messages().first().map(encode).transpose()?,
        }))
    }

    fn encrypt(&mut self, request: &Value) -> Result<Value, Failure> {
        let plaintext = bytes(request, "plaintext")?;
        let authenticated_data = bytes(request, "authenticatedData")?;
        let out = self
            .group()?
            .encrypt_application_message(&plaintext, authenticated_data)
            .map_err(failed)?;
        Ok(json!({ "message": encode(&out)? }))
    }

    fn take_reinit(&mut self) -> Result<ReinitClient<C>, Failure> {
        if let Some(reinit) = self.reinit.take() {
            return Ok(reinit);
        }
        let old = self
            .group
            .take()
            .ok_or_else(|| Failure("not in a group".into()))?;
        old.get_reinit_client(None, None).map_err(failed)
    }

    fn reinit_key_package(&mut self) -> Result<Value, Failure> {
        let reinit = self.take_reinit()?;
        let message = reinit.generate_key_package(None).map_err(failed)?;
        self.reinit = Some(reinit);
        Ok(json!({ "message": encode(&message)? }))
    }

    /// RFC 9420 §11.2: the new group, linked to the old one by its resumption PSK.
    fn reinit_create(&mut self, request: &Value) -> Result<Value, Failure> {
        let reinit = self.take_reinit()?;
        let mut packages = Vec::new();
        for entry in request["keyPackages"]
            .as_array()
            .map_or(&[][..], Vec::as_slice)
        {
            let encoded = entry.as_str().and_then(|text| hex::decode(text).ok());
            let encoded = encoded.ok_or_else(|| Failure("keyPackages must be hex".into()))?;
            packages.push(MlsMessage::from_bytes(&encoded).map_err(failed)?);
        }
        let (group, welcomes) = reinit
            .commit(packages, ExtensionList::new(), None)
            .map_err(failed)?;
        self.group = Some(group);
        Ok(json!({ "welcome": welcomes.first().map(encode).transpose()? }))
    }

    fn reinit_join(&mut self, request: &Value) -> Result<Value, Failure> {
        let reinit = self.take_reinit()?;
        let (group, _) = reinit
            .join(&message(request, "welcome")?, Some(tree(request)?), None)
            .map_err(failed)?;
        self.group = Some(group);
        Ok(Value::Null)
    }

    /// What all members of an epoch must agree on.
    fn state(&mut self) -> Result<Value, Failure> {
        let group = self.group()?;
        let exporter = group
            .export_secret(b"interop", b"context", 32)
            .map_err(failed)?;
        Ok(json!({
            "context": hex::encode(group.context().mls_encode_to_vec().map_err(failed)?),
            "epochAuthenticator": hex::encode(group.epoch_authenticator().map_err(failed)?.as_bytes()),
            "exporter": hex::encode(exporter.as_bytes()),
            "leafIndex": group.current_member_index(),
            "members": group.roster().members_iter().count(),
        }))
    }

    fn published(&mut self) -> Result<Value, Failure> {
        let group = self.group()?;
        let info = group
            .group_info_message_allowing_ext_commit(false)
            .map_err(failed)?;
        Ok(json!({
            "groupInfo": encode(&info)?,
            "tree": hex::encode(group.export_tree().to_bytes().map_err(failed)?),
        }))
    }
}
