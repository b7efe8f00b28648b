-- AlterTable
ALTER TABLE "bankid"."BankIdRequest" ADD COLUMN     "answeredAt" TIMESTAMPTZ(3),
ADD COLUMN     "codeUnit" JSONB,
ADD COLUMN     "expiresAt" TIMESTAMPTZ(3),
ADD COLUMN     "provenAt" TIMESTAMPTZ(3),
ADD COLUMN     "requestedBy" TEXT;

-- AlterTable
ALTER TABLE "bankid"."Guardianship" DROP CONSTRAINT "Guardianship_pkey",
ADD COLUMN     "bankId" TEXT NOT NULL,
ADD COLUMN     "email" TEXT NOT NULL,
ADD COLUMN     "recordedAt" TIMESTAMPTZ(3) NOT NULL,
ADD CONSTRAINT "Guardianship_pkey" PRIMARY KEY ("bankId", "minorId", "guardianId");

-- AddForeignKey
ALTER TABLE "bankid"."Guardianship" ADD CONSTRAINT "Guardianship_bankId_fkey" FOREIGN KEY ("bankId") REFERENCES "bankid"."Bank"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
