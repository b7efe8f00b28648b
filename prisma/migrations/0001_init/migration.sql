-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "bankid";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "platform";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "registry";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "signing";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "trust";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "upload";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "vault";

-- CreateTable
CREATE TABLE "platform"."rate_limit" (
    "key" TEXT NOT NULL,
    "hits" INTEGER NOT NULL,
    "resets_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "platform"."job" (
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "singleton_key" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "locked_by" UUID,
    "locked_until" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload"."Intake" (
    "id" UUID NOT NULL,
    "ownerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "mediaType" TEXT,
    "sizeBytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "pdfSha256" TEXT,
    "pageCount" INTEGER,
    "keepActiveContent" BOOLEAN NOT NULL DEFAULT false,
    "report" JSONB NOT NULL,
    "renderingId" UUID,
    "sealedPassword" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Intake_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload"."Rendering" (
    "id" UUID NOT NULL,
    "pdfSha256" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "pageCount" INTEGER,
    "rendererVersion" TEXT,
    "manifestSha256" TEXT,
    "manifest" JSONB,
    "failure" JSONB,
    "sealedPassword" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Rendering_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload"."RenderedPage" (
    "renderingId" UUID NOT NULL,
    "pageNumber" INTEGER NOT NULL,
    "widthPt" DOUBLE PRECISION NOT NULL,
    "heightPt" DOUBLE PRECISION NOT NULL,
    "images" JSONB NOT NULL,
    "textSha256" TEXT NOT NULL,
    "findings" JSONB NOT NULL,

    CONSTRAINT "RenderedPage_pkey" PRIMARY KEY ("renderingId","pageNumber")
);

-- CreateTable
CREATE TABLE "signing"."WebSession" (
    "idHash" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WebSession_pkey" PRIMARY KEY ("idHash")
);

-- CreateTable
CREATE TABLE "signing"."SignOrder" (
    "id" UUID NOT NULL,
    "senderSub" TEXT NOT NULL,
    "senderName" TEXT NOT NULL,
    "organisationNumber" TEXT,
    "organisationName" TEXT,
    "title" TEXT NOT NULL,
    "message" TEXT,
    "language" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "deadlineAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "completedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "SignOrder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing"."OrderDocument" (
    "id" UUID NOT NULL,
    "orderId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "intakeId" UUID NOT NULL,
    "renderingId" UUID,
    "preparedSha256" TEXT,
    "manifestSha256" TEXT,
    "pageCount" INTEGER,
    "slots" JSONB,
    "currentRevision" INTEGER NOT NULL DEFAULT 0,
    "sealedPassword" BYTEA,
    "needsPassword" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "OrderDocument_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing"."DocumentRevision" (
    "documentId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "attemptId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DocumentRevision_pkey" PRIMARY KEY ("documentId","number")
);

-- CreateTable
CREATE TABLE "signing"."Party" (
    "id" UUID NOT NULL,
    "orderId" UUID NOT NULL,
    "linkToken" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "birthDate" TEXT NOT NULL,
    "nationalIdHmac" TEXT,
    "email" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3),
    "signedAt" TIMESTAMPTZ(3),
    "sub" TEXT,

    CONSTRAINT "Party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing"."Consent" (
    "id" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "record" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing"."SigningAttempt" (
    "id" UUID NOT NULL,
    "partyId" UUID NOT NULL,
    "consentId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "sessionHash" TEXT NOT NULL,
    "oidcState" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "authTime" TIMESTAMPTZ(3),
    "originator" TEXT,
    "signerName" TEXT,
    "sub" TEXT,
    "activationJti" TEXT,
    "intent" JSONB,
    "signedAttributes" BYTEA,
    "signatureValue" BYTEA,
    "resigned" BOOLEAN NOT NULL DEFAULT false,
    "timestampToken" BYTEA,
    "ocspResponse" BYTEA,
    "certificateChain" JSONB,
    "failure" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SigningAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing"."DocumentLease" (
    "documentId" UUID NOT NULL,
    "attemptId" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DocumentLease_pkey" PRIMARY KEY ("documentId")
);

-- CreateTable
CREATE TABLE "signing"."AuditEntry" (
    "orderId" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "entryHash" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("orderId","sequence")
);

-- CreateTable
CREATE TABLE "signing"."SavedCopy" (
    "sub" TEXT NOT NULL,
    "documentId" UUID NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedCopy_pkey" PRIMARY KEY ("sub","documentId")
);

-- CreateTable
CREATE TABLE "signing"."MailMessage" (
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "orderId" UUID,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."Bank" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "originator" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "ageLimit" INTEGER NOT NULL,

    CONSTRAINT "Bank_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."Person" (
    "id" UUID NOT NULL,
    "sub" TEXT NOT NULL,
    "givenName" TEXT NOT NULL,
    "familyName" TEXT NOT NULL,
    "birthDate" TEXT NOT NULL,
    "nationalIdSealed" BYTEA NOT NULL,
    "nationalIdHmac" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."BankId" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "suspension" TEXT,
    "credentialId" TEXT NOT NULL,
    "certificateSerial" TEXT NOT NULL,
    "validFrom" TIMESTAMPTZ(3) NOT NULL,
    "validTo" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "passwordHash" TEXT NOT NULL,
    "wrongPasswords" INTEGER NOT NULL DEFAULT 0,
    "wrongCodes" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BankId_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."CodeUnit" (
    "id" UUID NOT NULL,
    "serialNumber" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "secretSealed" BYTEA NOT NULL,
    "lastTimeStep" BIGINT NOT NULL DEFAULT -1,
    "state" TEXT NOT NULL,

    CONSTRAINT "CodeUnit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."BankIdUse" (
    "id" UUID NOT NULL,
    "bankIdId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,

    CONSTRAINT "BankIdUse_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."Dialog" (
    "uid" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "named" TEXT NOT NULL,
    "namedPersonId" UUID,
    "birthDate" TEXT,
    "codeSealed" BYTEA,
    "codeTypedAt" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "judgingSince" TIMESTAMPTZ(3),
    "notice" TEXT,
    "triesLeft" INTEGER,
    "bankId" TEXT,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Dialog_pkey" PRIMARY KEY ("uid")
);

-- CreateTable
CREATE TABLE "bankid"."Proof" (
    "grantId" TEXT NOT NULL,
    "transactionId" TEXT NOT NULL,
    "dialogUid" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "bankIdId" UUID NOT NULL,
    "methods" JSONB NOT NULL,
    "provenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Proof_pkey" PRIMARY KEY ("grantId")
);

-- CreateTable
CREATE TABLE "bankid"."OidcRecord" (
    "id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "grantId" TEXT,
    "uidHash" TEXT,
    "consumedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "OidcRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."AttemptCounter" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AttemptCounter_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "vault"."VaultKey" (
    "credentialId" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "masterKeyId" TEXT NOT NULL,
    "certificates" JSONB,
    "state" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "VaultKey_pkey" PRIMARY KEY ("credentialId")
);

-- CreateTable
CREATE TABLE "vault"."VaultKeyUse" (
    "id" UUID NOT NULL,
    "credentialId" TEXT NOT NULL,
    "authorizationId" TEXT NOT NULL,
    "documentSha256" TEXT,
    "attributesSha256" TEXT NOT NULL,
    "signature" BYTEA,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "VaultKeyUse_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vault"."CscGrant" (
    "idHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "credentialId" TEXT,
    "owner" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CscGrant_pkey" PRIMARY KEY ("idHash")
);

-- CreateTable
CREATE TABLE "trust"."Issuer" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "parentId" TEXT,
    "certificate" BYTEA NOT NULL,
    "wrappedKey" BYTEA NOT NULL,
    "addressBase" TEXT NOT NULL,
    "crlNumber" INTEGER NOT NULL DEFAULT 0,
    "crl" BYTEA,
    "crlNextUpdate" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Issuer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trust"."IssuedCertificate" (
    "issuerId" TEXT NOT NULL,
    "serialNumber" TEXT NOT NULL,
    "profile" TEXT NOT NULL,
    "certificate" BYTEA NOT NULL,
    "notAfter" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "revocationReason" TEXT,
    "issuedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IssuedCertificate_pkey" PRIMARY KEY ("issuerId","serialNumber")
);

-- CreateTable
CREATE TABLE "trust"."TimestampSerial" (
    "serialNumber" TEXT NOT NULL,
    "issuedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TimestampSerial_pkey" PRIMARY KEY ("serialNumber")
);

-- CreateTable
CREATE TABLE "registry"."Company" (
    "organisationNumber" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "entity" JSONB NOT NULL,
    "roles" JSONB NOT NULL,
    "signatureRight" JSONB NOT NULL,
    "procurationRight" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Company_pkey" PRIMARY KEY ("organisationNumber")
);

-- CreateIndex
CREATE INDEX "rate_limit_resets_at_idx" ON "platform"."rate_limit"("resets_at");

-- CreateIndex
CREATE INDEX "job_queue_failed_at_run_at_idx" ON "platform"."job"("queue", "failed_at", "run_at");

-- CreateIndex
CREATE UNIQUE INDEX "job_queue_singleton_key_key" ON "platform"."job"("queue", "singleton_key");

-- CreateIndex
CREATE INDEX "Intake_ownerId_createdAt_idx" ON "upload"."Intake"("ownerId", "createdAt");

-- CreateIndex
CREATE INDEX "Intake_state_idx" ON "upload"."Intake"("state");

-- CreateIndex
CREATE INDEX "Intake_renderingId_idx" ON "upload"."Intake"("renderingId");

-- CreateIndex
CREATE INDEX "Rendering_state_idx" ON "upload"."Rendering"("state");

-- CreateIndex
CREATE INDEX "WebSession_expiresAt_idx" ON "signing"."WebSession"("expiresAt");

-- CreateIndex
CREATE INDEX "SignOrder_senderSub_createdAt_idx" ON "signing"."SignOrder"("senderSub", "createdAt");

-- CreateIndex
CREATE INDEX "SignOrder_state_deadlineAt_idx" ON "signing"."SignOrder"("state", "deadlineAt");

-- CreateIndex
CREATE UNIQUE INDEX "OrderDocument_orderId_position_key" ON "signing"."OrderDocument"("orderId", "position");

-- CreateIndex
CREATE INDEX "DocumentRevision_sha256_idx" ON "signing"."DocumentRevision"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "Party_linkToken_key" ON "signing"."Party"("linkToken");

-- CreateIndex
CREATE INDEX "Party_orderId_idx" ON "signing"."Party"("orderId");

-- CreateIndex
CREATE INDEX "Party_sub_idx" ON "signing"."Party"("sub");

-- CreateIndex
CREATE INDEX "Consent_partyId_idx" ON "signing"."Consent"("partyId");

-- CreateIndex
CREATE UNIQUE INDEX "SigningAttempt_oidcState_key" ON "signing"."SigningAttempt"("oidcState");

-- CreateIndex
CREATE INDEX "SigningAttempt_partyId_idx" ON "signing"."SigningAttempt"("partyId");

-- CreateIndex
CREATE INDEX "SigningAttempt_state_idx" ON "signing"."SigningAttempt"("state");

-- CreateIndex
CREATE INDEX "MailMessage_sentAt_idx" ON "signing"."MailMessage"("sentAt");

-- CreateIndex
CREATE UNIQUE INDEX "Bank_originator_key" ON "bankid"."Bank"("originator");

-- CreateIndex
CREATE UNIQUE INDEX "Person_sub_key" ON "bankid"."Person"("sub");

-- CreateIndex
CREATE UNIQUE INDEX "Person_nationalIdHmac_key" ON "bankid"."Person"("nationalIdHmac");

-- CreateIndex
CREATE INDEX "Person_birthDate_idx" ON "bankid"."Person"("birthDate");

-- CreateIndex
CREATE UNIQUE INDEX "BankId_credentialId_key" ON "bankid"."BankId"("credentialId");

-- CreateIndex
CREATE INDEX "BankId_personId_idx" ON "bankid"."BankId"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "CodeUnit_serialNumber_key" ON "bankid"."CodeUnit"("serialNumber");

-- CreateIndex
CREATE INDEX "CodeUnit_personId_idx" ON "bankid"."CodeUnit"("personId");

-- CreateIndex
CREATE INDEX "BankIdUse_bankIdId_at_idx" ON "bankid"."BankIdUse"("bankIdId", "at");

-- CreateIndex
CREATE INDEX "Dialog_expiresAt_idx" ON "bankid"."Dialog"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Proof_transactionId_key" ON "bankid"."Proof"("transactionId");

-- CreateIndex
CREATE INDEX "Proof_bankIdId_idx" ON "bankid"."Proof"("bankIdId");

-- CreateIndex
CREATE INDEX "OidcRecord_grantId_idx" ON "bankid"."OidcRecord"("grantId");

-- CreateIndex
CREATE INDEX "OidcRecord_model_uidHash_idx" ON "bankid"."OidcRecord"("model", "uidHash");

-- CreateIndex
CREATE INDEX "OidcRecord_expiresAt_idx" ON "bankid"."OidcRecord"("expiresAt");

-- CreateIndex
CREATE INDEX "AttemptCounter_expiresAt_idx" ON "bankid"."AttemptCounter"("expiresAt");

-- CreateIndex
CREATE INDEX "VaultKey_owner_idx" ON "vault"."VaultKey"("owner");

-- CreateIndex
CREATE UNIQUE INDEX "VaultKeyUse_authorizationId_documentSha256_kind_key" ON "vault"."VaultKeyUse"("authorizationId", "documentSha256", "kind");

-- CreateIndex
CREATE INDEX "CscGrant_expiresAt_idx" ON "vault"."CscGrant"("expiresAt");

-- CreateIndex
CREATE INDEX "Company_name_idx" ON "registry"."Company"("name");

-- AddForeignKey
ALTER TABLE "upload"."RenderedPage" ADD CONSTRAINT "RenderedPage_renderingId_fkey" FOREIGN KEY ("renderingId") REFERENCES "upload"."Rendering"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."OrderDocument" ADD CONSTRAINT "OrderDocument_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "signing"."SignOrder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."DocumentRevision" ADD CONSTRAINT "DocumentRevision_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "signing"."OrderDocument"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."Party" ADD CONSTRAINT "Party_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "signing"."SignOrder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."Consent" ADD CONSTRAINT "Consent_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "signing"."Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."SigningAttempt" ADD CONSTRAINT "SigningAttempt_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "signing"."Party"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."SigningAttempt" ADD CONSTRAINT "SigningAttempt_consentId_fkey" FOREIGN KEY ("consentId") REFERENCES "signing"."Consent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."DocumentLease" ADD CONSTRAINT "DocumentLease_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "signing"."OrderDocument"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing"."AuditEntry" ADD CONSTRAINT "AuditEntry_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "signing"."SignOrder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankId" ADD CONSTRAINT "BankId_personId_fkey" FOREIGN KEY ("personId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankId" ADD CONSTRAINT "BankId_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."CodeUnit" ADD CONSTRAINT "CodeUnit_personId_fkey" FOREIGN KEY ("personId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."CodeUnit" ADD CONSTRAINT "CodeUnit_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankIdUse" ADD CONSTRAINT "BankIdUse_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."Proof" ADD CONSTRAINT "Proof_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vault"."VaultKeyUse" ADD CONSTRAINT "VaultKeyUse_credentialId_fkey" FOREIGN KEY ("credentialId") REFERENCES "vault"."VaultKey"("credentialId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trust"."IssuedCertificate" ADD CONSTRAINT "IssuedCertificate_issuerId_fkey" FOREIGN KEY ("issuerId") REFERENCES "trust"."Issuer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
