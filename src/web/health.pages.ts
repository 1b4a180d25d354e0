import { Controller, Get } from '@nestjs/common';
import { Answer } from './answer.js';
import { For } from './for.js';
import { HealthChecks } from './health.js';

@Controller('health')
export class HealthPages {
  constructor(private readonly checks: HealthChecks) {}

  @Get('live')
  @For('anyone')
  live(): Answer {
    return json(200, { status: 'live' });
  }

  @Get('ready')
  @For('anyone')
  async ready(): Promise<Answer> {
    const { isReady, checks } = await this.checks.run();
    return json(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', checks });
  }
}

function json(status: number, body: object): Answer {
  return new Answer(status, { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(body));
}
