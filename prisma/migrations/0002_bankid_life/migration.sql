-- AlterTable
ALTER TABLE "bankid"."Bank" ADD COLUMN     "appName" TEXT,
ADD COLUMN     "codeSources" JSONB NOT NULL DEFAULT '["code-unit", "app"]',
ADD COLUMN     "minors" TEXT NOT NULL DEFAULT 'guardian-approves',
ADD COLUMN     "ordersOnline" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "bankid"."BankId" ADD COLUMN     "passwordMustChange" BOOLEAN NOT NULL DEFAULT false,
ALTER COLUMN "passwordHash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "bankid"."BankIdUse" ADD COLUMN     "deniedAt" TIMESTAMPTZ(3),
ADD COLUMN     "method" TEXT;

-- AlterTable
ALTER TABLE "bankid"."CodeUnit" ADD COLUMN     "drift" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "issuedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "bankid"."Dialog" ADD COLUMN     "codeSource" TEXT,
ADD COLUMN     "intent" TEXT,
ADD COLUMN     "provenAt" TIMESTAMPTZ(3),
ADD COLUMN     "provenBankIdId" UUID,
ADD COLUMN     "provenBy" TEXT,
ADD COLUMN     "tasks" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "bankid"."Person" ADD COLUMN     "diedOn" TEXT;

-- AlterTable
ALTER TABLE "vault"."VaultKey" ADD COLUMN     "destroyedAt" TIMESTAMPTZ(3),
ALTER COLUMN "wrappedKey" DROP NOT NULL,
ALTER COLUMN "masterKeyId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "vault"."VaultKeyUse" ADD COLUMN     "caller" TEXT;

-- AlterTable
ALTER TABLE "signing"."SignOrder" ADD COLUMN     "documentKind" TEXT NOT NULL DEFAULT 'other',
ADD COLUMN     "willAnswer" TEXT;

-- CreateTable
CREATE TABLE "bankid"."Customer" (
    "id" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "hasAccount" BOOLEAN NOT NULL DEFAULT false,
    "hasOnlineBanking" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."IdentityCheck" (
    "id" UUID NOT NULL,
    "customerId" UUID NOT NULL,
    "metAt" TIMESTAMPTZ(3) NOT NULL,
    "officerId" UUID NOT NULL,
    "issuingState" TEXT NOT NULL,
    "numberSealed" BYTEA NOT NULL,
    "passportExpiresOn" TEXT NOT NULL,

    CONSTRAINT "IdentityCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."Officer" (
    "id" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "roles" JSONB NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "secretSealed" BYTEA NOT NULL,
    "lastTimeStep" BIGINT NOT NULL DEFAULT -1,
    "state" TEXT NOT NULL,

    CONSTRAINT "Officer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."DeskSession" (
    "idHash" TEXT NOT NULL,
    "officerId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DeskSession_pkey" PRIMARY KEY ("idHash")
);

-- CreateTable
CREATE TABLE "bankid"."DeskAct" (
    "id" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "targetId" UUID,
    "details" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "proposedById" UUID NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "DeskAct_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."BankIdRequest" (
    "id" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "guardianSub" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "issuedBankIdId" UUID,

    CONSTRAINT "BankIdRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."Guardianship" (
    "minorId" UUID NOT NULL,
    "guardianId" UUID NOT NULL,

    CONSTRAINT "Guardianship_pkey" PRIMARY KEY ("minorId","guardianId")
);

-- CreateTable
CREATE TABLE "bankid"."BankIdEvent" (
    "id" UUID NOT NULL,
    "bankIdId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "BankIdEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."ActivationLetter" (
    "id" UUID NOT NULL,
    "bankIdId" UUID NOT NULL,
    "codeHmac" TEXT NOT NULL,
    "codeSealed" BYTEA,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ActivationLetter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."CodeCard" (
    "id" UUID NOT NULL,
    "serialNumber" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "bankId" TEXT NOT NULL,
    "codesSealed" BYTEA NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "issuedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CodeCard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."AppDevice" (
    "id" UUID NOT NULL,
    "bankIdId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secretSealed" BYTEA NOT NULL,
    "lastTimeStep" BIGINT NOT NULL DEFAULT -1,
    "publicKey" JSONB NOT NULL,
    "authenticator" JSONB,
    "state" TEXT NOT NULL,
    "activatedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" TEXT,

    CONSTRAINT "AppDevice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."AppApproval" (
    "id" UUID NOT NULL,
    "dialogUid" TEXT NOT NULL,
    "birthDate" TEXT NOT NULL,
    "personId" UUID,
    "deviceId" UUID,
    "referenceWords" TEXT NOT NULL,
    "text" JSONB NOT NULL,
    "challenge" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AppApproval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."MobileBankId" (
    "bankIdId" UUID NOT NULL,
    "phoneMasked" TEXT NOT NULL,
    "phasedOutOn" TEXT NOT NULL,
    "movedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MobileBankId_pkey" PRIMARY KEY ("bankIdId")
);

-- CreateTable
CREATE TABLE "bankid"."RenewalCampaign" (
    "id" UUID NOT NULL,
    "bankId" TEXT,
    "issuedBefore" TIMESTAMPTZ(3) NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "mandatoryAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" JSONB NOT NULL,

    CONSTRAINT "RenewalCampaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bankid"."OidcClient" (
    "id" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "secretHash" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "OidcClient_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Customer_personId_idx" ON "bankid"."Customer"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "Customer_bankId_personId_key" ON "bankid"."Customer"("bankId", "personId");

-- CreateIndex
CREATE INDEX "IdentityCheck_customerId_idx" ON "bankid"."IdentityCheck"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "Officer_username_key" ON "bankid"."Officer"("username");

-- CreateIndex
CREATE INDEX "Officer_bankId_idx" ON "bankid"."Officer"("bankId");

-- CreateIndex
CREATE INDEX "DeskSession_expiresAt_idx" ON "bankid"."DeskSession"("expiresAt");

-- CreateIndex
CREATE INDEX "DeskAct_bankId_state_proposedAt_idx" ON "bankid"."DeskAct"("bankId", "state", "proposedAt");

-- CreateIndex
CREATE INDEX "DeskAct_personId_proposedAt_idx" ON "bankid"."DeskAct"("personId", "proposedAt");

-- CreateIndex
CREATE UNIQUE INDEX "BankIdRequest_issuedBankIdId_key" ON "bankid"."BankIdRequest"("issuedBankIdId");

-- CreateIndex
CREATE INDEX "BankIdRequest_bankId_state_createdAt_idx" ON "bankid"."BankIdRequest"("bankId", "state", "createdAt");

-- CreateIndex
CREATE INDEX "BankIdRequest_personId_idx" ON "bankid"."BankIdRequest"("personId");

-- CreateIndex
CREATE INDEX "Guardianship_guardianId_idx" ON "bankid"."Guardianship"("guardianId");

-- CreateIndex
CREATE INDEX "BankIdEvent_bankIdId_at_idx" ON "bankid"."BankIdEvent"("bankIdId", "at");

-- CreateIndex
CREATE INDEX "ActivationLetter_bankIdId_idx" ON "bankid"."ActivationLetter"("bankIdId");

-- CreateIndex
CREATE UNIQUE INDEX "CodeCard_serialNumber_key" ON "bankid"."CodeCard"("serialNumber");

-- CreateIndex
CREATE INDEX "CodeCard_personId_idx" ON "bankid"."CodeCard"("personId");

-- CreateIndex
CREATE INDEX "AppDevice_bankIdId_state_idx" ON "bankid"."AppDevice"("bankIdId", "state");

-- CreateIndex
CREATE INDEX "AppApproval_dialogUid_askedAt_idx" ON "bankid"."AppApproval"("dialogUid", "askedAt");

-- CreateIndex
CREATE INDEX "AppApproval_birthDate_state_idx" ON "bankid"."AppApproval"("birthDate", "state");

-- CreateIndex
CREATE INDEX "AppApproval_deviceId_idx" ON "bankid"."AppApproval"("deviceId");

-- CreateIndex
CREATE INDEX "BankId_state_validTo_idx" ON "bankid"."BankId"("state", "validTo");

-- CreateIndex
CREATE INDEX "VaultKey_masterKeyId_idx" ON "vault"."VaultKey"("masterKeyId");

-- CreateIndex
CREATE INDEX "VaultKeyUse_credentialId_at_idx" ON "vault"."VaultKeyUse"("credentialId", "at");

-- AddForeignKey
ALTER TABLE "bankid"."Customer" ADD CONSTRAINT "Customer_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."Customer" ADD CONSTRAINT "Customer_personId_fkey" FOREIGN KEY ("personId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."IdentityCheck" ADD CONSTRAINT "IdentityCheck_customerId_fkey" FOREIGN KEY ("customerId") REFERENCES "bankid"."Customer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."IdentityCheck" ADD CONSTRAINT "IdentityCheck_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "bankid"."Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."Officer" ADD CONSTRAINT "Officer_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."DeskSession" ADD CONSTRAINT "DeskSession_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "bankid"."Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."DeskAct" ADD CONSTRAINT "DeskAct_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."DeskAct" ADD CONSTRAINT "DeskAct_proposedById_fkey" FOREIGN KEY ("proposedById") REFERENCES "bankid"."Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."DeskAct" ADD CONSTRAINT "DeskAct_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "bankid"."Officer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankIdRequest" ADD CONSTRAINT "BankIdRequest_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankIdRequest" ADD CONSTRAINT "BankIdRequest_personId_fkey" FOREIGN KEY ("personId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."Guardianship" ADD CONSTRAINT "Guardianship_minorId_fkey" FOREIGN KEY ("minorId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."Guardianship" ADD CONSTRAINT "Guardianship_guardianId_fkey" FOREIGN KEY ("guardianId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."BankIdEvent" ADD CONSTRAINT "BankIdEvent_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."ActivationLetter" ADD CONSTRAINT "ActivationLetter_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."CodeCard" ADD CONSTRAINT "CodeCard_personId_fkey" FOREIGN KEY ("personId") REFERENCES "bankid"."Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."CodeCard" ADD CONSTRAINT "CodeCard_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."AppDevice" ADD CONSTRAINT "AppDevice_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."AppApproval" ADD CONSTRAINT "AppApproval_deviceId_fkey" FOREIGN KEY ("deviceId") REFERENCES "bankid"."AppDevice"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."MobileBankId" ADD CONSTRAINT "MobileBankId_bankIdId_fkey" FOREIGN KEY ("bankIdId") REFERENCES "bankid"."BankId"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bankid"."RenewalCampaign" ADD CONSTRAINT "RenewalCampaign_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE SET NULL ON UPDATE CASCADE;
