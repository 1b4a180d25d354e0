/** A program may see and end its person's tokens. It can make none: only a person signed in can. */
import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { USUAL_PER_MINUTE } from '../rules/token-terms.js';
import { For } from '../web/for.js';
import type { WebRequest } from '../web/request.js';
import type { TokenDto, TokenListDto } from './token.dto.js';
import type { ListedToken } from './tokens.queries.js';
import { TokensService } from './tokens.service.js';

@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Those that open something first. */
  @Get()
  @For('signed-in')
  async list(@Req() request: WebRequest): Promise<TokenListDto> {
    return { items: (await this.tokens.own(request.viewer!)).map(toJson), next: null };
  }

  /** At once; a token limited to a scope may end itself and no other. */
  @Delete(':id')
  @For('signed-in')
  @HttpCode(204)
  async revoke(@Req() request: WebRequest, @Param('id') id: number): Promise<void> {
    await this.tokens.revokeOwn(request.viewer!, id, request.ip, request.token);
  }
}

function toJson({ id, name, scopes, perMinute, ...when }: ListedToken): TokenDto {
  const { createdAt, lastOn, lastUsedAt, revokedAt } = when;
  return {
    ...{ id, name, scopes, perMinute: perMinute ?? USUAL_PER_MINUTE },
    ...{ createdAt, lastOn, lastUsedAt, revokedAt },
  };
}
