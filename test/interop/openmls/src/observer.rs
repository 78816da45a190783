//! OpenMLS's public group: a group as a delivery service sees it. Here for comparing speed.

use openmls::prelude::*;
use openmls_rust_crypto::OpenMlsRustCrypto;
use serde_json::{Value, json};

use crate::json_lines::{Failure, failed};
use crate::wire::{fill_dictionary, group_info, message, tree};

pub struct Observer {
    provider: OpenMlsRustCrypto,
    group: PublicGroup,
}

impl Observer {
    pub fn open(request: &Value) -> Result<Self, Failure> {
        let provider = OpenMlsRustCrypto::default();
        let (group, _) = PublicGroup::from_external(
            provider.crypto(),
            provider.storage(),
            tree(request)?,
            group_info(request)?,
            ProposalStore::new(),
        )
        .map_err(failed)?;
        Ok(Self { provider, group })
    }

    pub fn process(&mut self, request: &Value) -> Result<Value, Failure> {
        let message = message(request, "message")?
            .try_into_protocol_message()
            .map_err(failed)?;
        let mut processed = self
            .group
            .process_message(self.provider.crypto(), message)
            .map_err(failed)?;
        if let ProcessedMessageContent::UnresolvedAppDataCommit(commit) = processed.content() {
            let updates = fill_dictionary(
                self.group.app_data_dictionary_updater(),
                commit.app_data_update_proposals(),
            );
            processed = self
                .group
                .resolve_app_data_commit(self.provider.crypto(), processed, updates)
                .map_err(failed)?;
        }
        match processed.into_content() {
            ProcessedMessageContent::ProposalMessage(proposal)
            | ProcessedMessageContent::ExternalJoinProposalMessage(proposal) => {
                self.group
                    .add_proposal(self.provider.storage(), *proposal)
                    .map_err(failed)?;
            }
            ProcessedMessageContent::StagedCommitMessage(commit) => {
                self.group
                    .merge_commit(self.provider.storage(), *commit)
                    .map_err(failed)?;
            }
            other => return Err(Failure(format!("not for a public group: {other:?}"))),
        }
        Ok(json!({ "epoch": self.group.group_context().epoch().as_u64() }))
    }
}
