-- AlterTable
ALTER TABLE "bankid"."BankId" ADD COLUMN     "algorithm" TEXT NOT NULL DEFAULT 'EC-P256';

-- AlterTable
ALTER TABLE "bankid"."DeskAct" ALTER COLUMN "personId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "bankid"."Officer" ADD COLUMN     "startCodeExpiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "startCodeHmac" TEXT,
ADD COLUMN     "startCodeTries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "startedAt" TIMESTAMPTZ(3),
ALTER COLUMN "passwordHash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "bankid"."RenewalCampaign" ADD COLUMN     "algorithm" TEXT,
ADD COLUMN     "endedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "RenewalCampaign_bankId_startsAt_idx" ON "bankid"."RenewalCampaign"("bankId", "startsAt");
