/** What the API answers to a hand-in. */
export class ReceiptDto {
  submissionId: number;
  /** 〔2026〕000123 */
  receiptNumber: string;
}

export class VerificationResultDto {
  submissionId: number;
  outcome: 'accepted' | 'returned';
}
