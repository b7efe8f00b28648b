-- AlterTable
ALTER TABLE "signing"."SignOrder" ADD COLUMN     "returnUrl" TEXT;
