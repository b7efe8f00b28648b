-- AlterTable
ALTER TABLE "bankid"."BankIdUse" ADD COLUMN     "browser" TEXT,
ADD COLUMN     "documents" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "platform" TEXT;

-- AlterTable
ALTER TABLE "bankid"."Dialog" ADD COLUMN     "missedCodeSealed" BYTEA,
ADD COLUMN     "missedCodeTypedAt" TIMESTAMPTZ(3);
