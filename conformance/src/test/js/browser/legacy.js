import { FishjamClient } from '@fishjam-dev/ts-client';
import { offerClient } from './open_source.js';

offerClient(FishjamClient);
