/** An industry of the CSRC classification with the sector RQData files it under. */
export type Industry = {
  readonly code: string;
  readonly name: string;
  readonly sectorCode: string;
  readonly sectorName: string;
};

const row = (code: string, name: string, sectorCode: string, sectorName: string): Industry => ({
  code,
  name,
  sectorCode,
  sectorName,
});

export const INDUSTRIES: readonly Industry[] = [
  row('J66', '货币金融服务', 'Financials', '金融'),
  row('J67', '资本市场服务', 'Financials', '金融'),
  row('K70', '房地产业', 'RealEstate', '房地产'),
  row('C27', '医药制造业', 'HealthCare', '医疗保健'),
  row('C39', '计算机、通信和其他电子设备制造业', 'InformationTechnology', '信息技术'),
  row('I65', '软件和信息技术服务业', 'InformationTechnology', '信息技术'),
  row('C38', '电气机械和器材制造业', 'Industrials', '工业'),
  row('C35', '专用设备制造业', 'Industrials', '工业'),
  row('C34', '通用设备制造业', 'Industrials', '工业'),
  row('C36', '汽车制造业', 'ConsumerDiscretionary', '可选消费'),
  row('C26', '化学原料和化学制品制造业', 'Materials', '原材料'),
  row('C32', '有色金属冶炼和压延加工业', 'Materials', '原材料'),
  row('C15', '酒、饮料和精制茶制造业', 'ConsumerStaples', '主要消费'),
  row('C14', '食品制造业', 'ConsumerStaples', '主要消费'),
  row('F52', '零售业', 'ConsumerDiscretionary', '可选消费'),
  row('G54', '道路运输业', 'Industrials', '工业'),
  row('D44', '电力、热力生产和供应业', 'Utilities', '公用事业'),
  row('B06', '煤炭开采和洗选业', 'Energy', '能源'),
  row('I63', '电信、广播电视和卫星传输服务', 'TelecommunicationServices', '电信业务'),
  row('N77', '生态保护和环境治理业', 'Utilities', '公用事业'),
];
