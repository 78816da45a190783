//! One member: its keys, its storage and its group.

use openmls::prelude::tls_codec::Deserialize as _;
use openmls::prelude::*;
use openmls::treesync::LeafNodeParameters;
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_json::{Value, json};

use crate::json_lines::{Failure, bytes, failed, number, text};
use crate::wire::{
    app_data_update, app_ephemeral, encode, extensions, fill_dictionary, group_info, key_package,
    list, message, psk_id, suite, tree,
};

pub struct Client {
    provider: OpenMlsRustCrypto,
    signer: SignatureKeyPair,
    credential: CredentialWithKey,
    suite: Ciphersuite,
    group: Option<MlsGroup>,
}

/// Of private use (RFC 9420 §17.3): every client knows it and nobody gives it a meaning.
const PRIVATE_EXTENSION: ExtensionType = ExtensionType::Unknown(0xf123);

fn capabilities() -> Capabilities {
    Capabilities::new(
        None,
        Some(&[
            Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519,
            Ciphersuite::MLS_128_DHKEMP256_AES128GCM_SHA256_P256,
            Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519,
        ]),
        Some(&[
            ExtensionType::AppDataDictionary,
            ExtensionType::LastResort,
            PRIVATE_EXTENSION,
        ]),
        Some(&[
            ProposalType::AppDataUpdate,
            ProposalType::AppEphemeral,
            ProposalType::SelfRemove,
        ]),
        None,
    )
}

/// Handshakes in the open, as a hub needs them; application messages are always private.
fn join_config() -> MlsGroupJoinConfig {
    MlsGroupJoinConfig::builder()
        .wire_format_policy(MIXED_PLAINTEXT_WIRE_FORMAT_POLICY)
        .max_past_epochs(3)
        .number_of_resumption_psks(8)
        .sender_ratchet_configuration(SenderRatchetConfiguration::new(200, 1000))
        .build()
}

impl Client {
    pub fn new(name: &str, request: &Value) -> Result<Self, Failure> {
        let suite = suite(request)?;
        let signer = SignatureKeyPair::new(suite.signature_algorithm()).map_err(failed)?;
        let identity = request["identity"].as_str().unwrap_or(name);
        let credential = CredentialWithKey {
            credential: BasicCredential::new(identity.as_bytes().to_vec()).into(),
            signature_key: signer.public().into(),
        };
        Ok(Self {
            provider: OpenMlsRustCrypto::default(),
            signer,
            credential,
            suite,
            group: None,
        })
    }

    pub fn signature_key(&self) -> &[u8] {
        self.signer.public()
    }

    pub fn answer(&mut self, op: &str, request: &Value) -> Result<Value, Failure> {
        match op {
            "keyPackage" => self.key_package(request),
            "create" => self.create(request),
            "join" => self.join(request),
            "externalJoin" => self.external_join(request),
            "process" => self.process(request),
            "propose" => self.propose(request),
            "commit" => self.commit(request),
            "merge" => self.merge(),
            "clear" => self.clear(),
            "encrypt" => self.encrypt(request),
            "psk" => self.store_psk(request),
            "safeExport" => self.safe_export(request),
            "seal" => self.seal(request),
            "state" => self.state(),
            "published" => self.published(),
            _ => Err(Failure(format!("unknown operation {op}"))),
        }
    }

    fn key_package(&self, request: &Value) -> Result<Value, Failure> {
        let mut builder = KeyPackage::builder()
            .leaf_node_capabilities(capabilities())
            .leaf_node_extensions(extensions(request, "leafExtensions")?);
        if request["lastResort"].as_bool() == Some(true) {
            builder = builder.mark_as_last_resort();
        }
        let bundle = builder
            .build(
                self.suite,
                &self.provider,
                &self.signer,
                self.credential.clone(),
            )
            .map_err(failed)?;
        Ok(json!({ "keyPackage": encode(bundle.key_package())? }))
    }

    fn create(&mut self, request: &Value) -> Result<Value, Failure> {
        let config = MlsGroupCreateConfig::builder()
            .ciphersuite(self.suite)
            .capabilities(capabilities())
            .wire_format_policy(MIXED_PLAINTEXT_WIRE_FORMAT_POLICY)
            .max_past_epochs(3)
            .number_of_resumption_psks(8)
            .sender_ratchet_configuration(SenderRatchetConfiguration::new(200, 1000))
            .with_group_context_extensions(extensions(request, "extensions")?)
            .build();
        let group_id = GroupId::from_slice(&bytes(request, "groupId")?);
        let group = MlsGroup::new_with_group_id(
            &self.provider,
            &self.signer,
            &config,
            group_id,
            self.credential.clone(),
        )
        .map_err(failed)?;
        self.group = Some(group);
        self.state()
    }

    fn join(&mut self, request: &Value) -> Result<Value, Failure> {
        let MlsMessageBodyIn::Welcome(welcome) = message(request, "welcome")?.extract() else {
            return Err(Failure("welcome is no Welcome".into()));
        };
        let group = StagedWelcome::new_from_welcome(
            &self.provider,
            &join_config(),
            welcome,
            Some(tree(request)?),
        )
        .map_err(failed)?
        .into_group(&self.provider)
        .map_err(failed)?;
        self.group = Some(group);
        Ok(Value::Null)
    }

    fn external_join(&mut self, request: &Value) -> Result<Value, Failure> {
        let mut proposals = Vec::new();
        for entry in list(request, "selfRemoves") {
            let encoded = entry.as_str().and_then(|text| hex::decode(text).ok());
            let encoded = encoded.ok_or_else(|| Failure("selfRemoves must be hex".into()))?;
            match MlsMessageIn::tls_deserialize_exact(encoded)
                .map_err(failed)?
                .extract()
            {
                MlsMessageBodyIn::PublicMessage(message) => proposals.push(message),
                _ => return Err(Failure("a SelfRemove is a PublicMessage".into())),
            }
        }
        let mut builder = MlsGroup::external_commit_builder()
            .with_ratchet_tree(tree(request)?)
            .with_config(join_config())
            .with_proposals(proposals)
            .build_group(
                &self.provider,
                group_info(request)?,
                self.credential.clone(),
            )
            .map_err(failed)?
            .leaf_node_parameters(
                LeafNodeParameters::builder()
                    .with_capabilities(capabilities())
                    .build(),
            );
        for entry in list(request, "appDataUpdates") {
            builder = builder.add_app_data_update_proposal(app_data_update(entry)?);
        }
        for entry in list(request, "psks") {
            builder = builder.add_psk_proposal(PreSharedKeyProposal::new(psk_id(entry)?));
        }
        let mut loaded = builder
            .load_psks(self.provider.storage())
            .map_err(failed)?
            .create_group_info(true);
        let updates = {
            let proposals: Vec<_> = loaded.app_data_update_proposals().cloned().collect();
            fill_dictionary(loaded.app_data_dictionary_updater(), proposals.iter())
        };
        loaded.with_app_data_dictionary_updates(updates);
        let (group, bundle) = loaded
            .build(
                self.provider.rand(),
                self.provider.crypto(),
                &self.signer,
                |_| true,
            )
            .map_err(failed)?
            .finalize(&self.provider)
            .map_err(failed)?;
        let reply = json!({ "commit": encode(bundle.commit())?, "leafIndex": group.own_leaf_index().u32() });
        self.group = Some(group);
        Ok(reply)
    }

    /// Takes any message of the group; a proposal is kept, a commit is adopted at once.
    fn process(&mut self, request: &Value) -> Result<Value, Failure> {
        let message = message(request, "message")?
            .try_into_protocol_message()
            .map_err(failed)?;
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let mut processed = group
            .process_message(&self.provider, message)
            .map_err(failed)?;
        if let ProcessedMessageContent::UnresolvedAppDataCommit(commit) = processed.content() {
            let updates = fill_dictionary(
                group.app_data_dictionary_updater(),
                commit.app_data_update_proposals(),
            );
            processed = group
                .resolve_app_data_commit(&self.provider, processed, updates)
                .map_err(failed)?;
        }
        let authenticated_data = hex::encode(processed.aad());
        match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(content) => Ok(json!({
                "type": "application",
                "plaintext": hex::encode(content.into_bytes()),
                "authenticatedData": authenticated_data,
            })),
            ProcessedMessageContent::ProposalMessage(proposal)
            | ProcessedMessageContent::ExternalJoinProposalMessage(proposal) => {
                let reference = hex::encode(proposal.proposal_reference_ref().as_slice());
                group
                    .store_pending_proposal(self.provider.storage(), *proposal)
                    .map_err(failed)?;
                Ok(json!({ "type": "proposal", "ref": reference }))
            }
            ProcessedMessageContent::StagedCommitMessage(commit) => {
                group
                    .merge_staged_commit(&self.provider, *commit)
                    .map_err(failed)?;
                Ok(json!({ "type": "commit", "active": group.is_active() }))
            }
            other => Err(Failure(format!("unexpected content {other:?}"))),
        }
    }

    fn propose(&mut self, request: &Value) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let proposal = &request["proposal"];
        let propose = match text(proposal, "type")? {
            "add" => Propose::Add(key_package(self.provider.crypto(), proposal)?),
            "update" => Propose::Update(LeafNodeParameters::default()),
            "remove" => {
                Propose::Remove(u32::try_from(number(proposal, "removed")?).map_err(failed)?)
            }
            "psk" => Propose::PreSharedKey(psk_id(proposal)?),
            "group-context-extensions" => {
                Propose::GroupContextExtensions(extensions(proposal, "extensions")?)
            }
            "app-data-update" => {
                let component_id = crate::wire::component(proposal)?;
                if proposal["update"].is_null() {
                    Propose::RemoveAppDataComponent { component_id }
                } else {
                    Propose::UpdateAppDataComponent {
                        component_id,
                        update: bytes(proposal, "update")?,
                    }
                }
            }
            "self-remove" => {
                let out = group
                    .leave_group_via_self_remove(&self.provider, &self.signer)
                    .map_err(failed)?;
                return Ok(json!({ "message": encode(&out)? }));
            }
            other => return Err(Failure(format!("cannot propose {other} by reference"))),
        };
        let (out, _) = group
            .propose(
                &self.provider,
                &self.signer,
                propose,
                ProposalOrRefType::Reference,
            )
            .map_err(failed)?;
        Ok(json!({ "message": encode(&out)? }))
    }

    /// Makes a commit and keeps it pending until `merge` or `clear`.
    fn commit(&mut self, request: &Value) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let mut builder = group
            .commit_builder()
            .consume_proposal_store(request["pending"].as_bool() != Some(false))
            .force_self_update(request["forcePath"].as_bool() == Some(true));
        for entry in list(request, "proposals") {
            builder = match text(entry, "type")? {
                "add" => builder.propose_adds([key_package(self.provider.crypto(), entry)?]),
                "remove" => {
                    let removed = u32::try_from(number(entry, "removed")?).map_err(failed)?;
                    builder.propose_removals([LeafNodeIndex::new(removed)])
                }
                "group-context-extensions" => builder
                    .propose_group_context_extensions(extensions(entry, "extensions")?)
                    .map_err(failed)?,
                "psk" => builder.add_proposal(Proposal::PreSharedKey(Box::new(
                    PreSharedKeyProposal::new(psk_id(entry)?),
                ))),
                "app-data-update" => {
                    builder.add_proposal(Proposal::AppDataUpdate(Box::new(app_data_update(entry)?)))
                }
                "app-ephemeral" => {
                    builder.add_proposal(Proposal::AppEphemeral(Box::new(app_ephemeral(entry)?)))
                }
                "unknown" => builder.add_proposal(Proposal::Custom(Box::new(CustomProposal::new(
                    u16::try_from(number(entry, "proposalType")?).map_err(failed)?,
                    bytes(entry, "body")?,
                )))),
                other => return Err(Failure(format!("cannot commit {other} by value"))),
            };
        }
        let mut loaded = builder
            .load_psks(self.provider.storage())
            .map_err(failed)?
            .create_group_info(true);
        let updates = {
            let proposals: Vec<_> = loaded.app_data_update_proposals().cloned().collect();
            fill_dictionary(loaded.app_data_dictionary_updater(), proposals.iter())
        };
        loaded.with_app_data_dictionary_updates(updates);
        let bundle = loaded
            .build(
                self.provider.rand(),
                self.provider.crypto(),
                &self.signer,
                |_| true,
            )
            .map_err(failed)?
            .stage_commit(&self.provider)
            .map_err(failed)?;
        Ok(json!({
            "commit": encode(bundle.commit())?,
            "welcome": bundle.to_welcome_msg().map(|welcome| encode(&welcome)).transpose()?,
            "groupInfo": bundle.into_group_info_msg().map(|info| encode(&info)).transpose()?,
        }))
    }

    fn merge(&mut self) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        group.merge_pending_commit(&self.provider).map_err(failed)?;
        Ok(Value::Null)
    }

    fn clear(&mut self) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        group
            .clear_pending_commit(self.provider.storage())
            .map_err(failed)?;
        Ok(Value::Null)
    }

    fn encrypt(&mut self, request: &Value) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        group.set_aad(bytes(request, "authenticatedData")?);
        let out = group
            .create_message(&self.provider, &self.signer, &bytes(request, "plaintext")?)
            .map_err(failed)?;
        Ok(json!({ "message": encode(&out)? }))
    }

    fn store_psk(&mut self, request: &Value) -> Result<Value, Failure> {
        psk_id(request)?
            .store(&self.provider, &bytes(request, "psk")?)
            .map_err(failed)?;
        Ok(Value::Null)
    }

    /// draft-ietf-mls-extensions, SafeExportSecret: each component can be asked for once an epoch.
    fn safe_export(&mut self, request: &Value) -> Result<Value, Failure> {
        let group = self
            .group
            .as_mut()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let secret = group
            .safe_export_secret(
                self.provider.crypto(),
                self.provider.storage(),
                crate::wire::component(request)?,
            )
            .map_err(failed)?;
        Ok(json!({ "secret": hex::encode(secret) }))
    }

    /// For comparing speed: `count` HPKE seals of 32 octets for one key, with their own times in `nanos` and `cpuNanos`.
    fn seal(&self, request: &Value) -> Result<Value, Failure> {
        let crypto = self.provider.crypto();
        let suite = self.suite;
        let pair = crypto
            .derive_hpke_keypair(suite.hpke_config(), &[7; 32])
            .map_err(failed)?;
        let count = number(request, "count")?;
        let (started, cpu) = (std::time::Instant::now(), cpu_time::ProcessTime::now());
        for _ in 0..count {
            crypto
                .hpke_seal(suite.hpke_config(), &pair.public, b"info", b"", &[1; 32])
                .map_err(failed)?;
        }
        let nanos = started.elapsed().as_nanos() as u64;
        Ok(json!({ "nanos": nanos, "cpuNanos": cpu.elapsed().as_nanos() as u64 }))
    }

    /// What all members of an epoch must agree on.
    fn state(&mut self) -> Result<Value, Failure> {
        let group = self
            .group
            .as_ref()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let exporter = group
            .export_secret(self.provider.crypto(), "interop", b"context", 32)
            .map_err(failed)?;
        Ok(json!({
            "context": encode(group.public_group().group_context())?,
            "epochAuthenticator": hex::encode(group.epoch_authenticator().as_slice()),
            "exporter": hex::encode(exporter),
            "resumptionPsk": hex::encode(group.resumption_psk_secret().as_slice()),
            "leafIndex": group.own_leaf_index().u32(),
            "members": group.members().count(),
        }))
    }

    /// What a newcomer needs: GroupInfo with external_pub, and the ratchet tree beside it.
    fn published(&mut self) -> Result<Value, Failure> {
        let group = self
            .group
            .as_ref()
            .ok_or_else(|| Failure("not in a group".into()))?;
        let info = group
            .export_group_info(self.provider.crypto(), &self.signer, false)
            .map_err(failed)?;
        Ok(json!({
            "groupInfo": encode(&info)?,
            "tree": encode(&group.export_ratchet_tree())?,
        }))
    }
}
