-- AlterTable
ALTER TABLE "vault"."VaultKey" ADD COLUMN     "backend" TEXT NOT NULL DEFAULT 'wrapped',
ADD COLUMN     "tokenSerial" TEXT;

-- CreateIndex
CREATE INDEX "VaultKey_tokenSerial_state_idx" ON "vault"."VaultKey"("tokenSerial", "state");
