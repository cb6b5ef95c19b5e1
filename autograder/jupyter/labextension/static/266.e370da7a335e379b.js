"use strict";(self.rspackChunkword_vector_autograder=self.rspackChunkword_vector_autograder||[]).push([[266],{646(e,a,r){var o=r(601),t=r.n(o),n=r(314),i=(r.n(n))()(t());i.push([e.id,`.ag-Panel {
  background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1);
  font-size: var(--jp-ui-font-size1);
  overflow-y: auto;
  min-width: 220px;
}

.ag-Body {
  padding: 12px;
  line-height: 1.45;
}

.ag-Body :is(h2, h3, h4) {
  margin: 0;
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.ag-Body h4 {
  font-size: var(--jp-ui-font-size1);
}

.ag-Body p {
  margin: 6px 0;
  overflow-wrap: anywhere;
}

.ag-Body code {
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.ag-Actions {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 10px 0;
}

.ag-Body .ag-Button {
  margin: 0;
}

.ag-Body :is(button, summary, a, input, select, [tabindex]):focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 2px;
}

.ag-Status:empty {
  display: none;
}

.ag-Quiet,
.ag-More {
  color: var(--jp-ui-font-color1);
}

.ag-More {
  border-top: 1px solid var(--jp-border-color2);
  padding-top: 8px;
}

.ag-Progress {
  width: 100%;
  accent-color: var(--jp-brand-color1);
}

.ag-Box {
  border: 1px solid var(--jp-border-color1);
  border-left-width: 4px;
  border-radius: 3px;
  padding: 4px 10px;
  margin: 10px 0;
}

.ag-Box.ag-mod-error {
  border-left-color: var(--jp-error-color1);
}

.ag-Box.ag-mod-warn {
  border-left-color: var(--jp-warn-color1);
}

.ag-Tasks,
.ag-Parts {
  list-style: none;
  margin: 0;
  padding: 0;
}

.ag-Task {
  border: 1px solid var(--jp-border-color2);
  border-left: 4px solid var(--ag-tone);
  border-radius: 3px;
  margin: 8px 0;
}

[data-tone] {
  --ag-tone: var(--jp-border-color1);
}

[data-tone='right'] {
  --ag-tone: var(--jp-success-color1);
}

:is([data-tone='wrong'], [data-tone='stopped']) {
  --ag-tone: var(--jp-error-color1);
}

[data-tone='part'] {
  --ag-tone: var(--jp-warn-color1);
}

.ag-Task summary {
  cursor: pointer;
  display: grid;
  grid-template-columns: 1.2em 1fr;
  gap: 0 6px;
  padding: 6px 8px;
}

.ag-Task summary .ag-Title {
  font-weight: 600;
}

.ag-Task summary .ag-Word {
  grid-column: 2;
}

.ag-Symbol {
  font-weight: 700;
}

.ag-Parts {
  padding: 0 8px 6px;
}

.ag-Parts li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 8px;
}

.ag-Link {
  background: none;
  border: none;
  padding: 2px 0;
  color: var(--jp-content-link-color);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  text-align: left;
  text-decoration: underline;
  cursor: pointer;
  overflow-wrap: anywhere;
}

.ag-Finding {
  border-top: 1px solid var(--jp-border-color2);
  padding: 6px 8px;
}

.ag-Finding dl {
  margin: 4px 0;
}

.ag-Finding dt {
  color: var(--jp-ui-font-color1);
  font-weight: 600;
}

.ag-Finding dd {
  margin: 0 0 4px;
}

.ag-Finding dd code {
  display: block;
  background: var(--jp-layout-color2);
  border-radius: 2px;
  padding: 3px 6px;
}

.ag-Body.ag-mod-wide {
  max-width: 60em;
}

.ag-Fields {
  display: flex;
  flex-wrap: wrap;
  gap: 10px 16px;
  align-items: end;
  margin-top: 10px;
}

.ag-Fields label > span,
.ag-Find > span {
  display: block;
  margin-bottom: 2px;
}

.ag-Fields :is(select, input[type='text']),
.ag-Find input {
  height: 28px;
  min-width: 15em;
  max-width: 100%;
  box-sizing: border-box;
}

.ag-Fields .ag-Tick {
  display: flex;
  align-items: center;
  gap: 6px;
  min-height: 28px;
}

.ag-Fields .ag-Tick > span {
  margin: 0;
}

.ag-Find {
  display: block;
  margin: 12px 0 0;
}

.ag-Scroll {
  overflow-x: auto;
}

.ag-Table {
  border-collapse: collapse;
  margin: 12px 0;
}

.ag-Table caption {
  text-align: left;
  font-weight: 600;
  padding-bottom: 4px;
}

.ag-Table :is(th, td) {
  text-align: left;
  vertical-align: top;
  padding: 3px 14px 3px 0;
  border-bottom: 1px solid var(--jp-border-color2);
}

.ag-Table tbody th {
  font-weight: normal;
}

.ag-Table .ag-Number {
  text-align: right;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

.ag-Sort {
  background: none;
  border: none;
  padding: 0;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

.ag-Tab {
  display: flex;
  background: var(--jp-layout-color1);
}

.ag-Frame {
  border: none;
  flex: 1;
  background: white;
}

.ag-Text {
  flex: 1;
  margin: 0;
  padding: 12px;
  overflow: auto;
  white-space: pre-wrap;
  color: var(--jp-content-font-color1);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
}
`,""]),r.d(a,{},{A:i})},314(e){e.exports=function(e){var a=[];return a.toString=function(){return this.map(function(a){var r="",o=void 0!==a[5];return a[4]&&(r+="@supports (".concat(a[4],") {")),a[2]&&(r+="@media ".concat(a[2]," {")),o&&(r+="@layer".concat(a[5].length>0?" ".concat(a[5]):""," {")),r+=e(a),o&&(r+="}"),a[2]&&(r+="}"),a[4]&&(r+="}"),r}).join("")},a.i=function(e,r,o,t,n){"string"==typeof e&&(e=[[null,e,void 0]]);var i={};if(o)for(var p=0;p<this.length;p++){var d=this[p][0];null!=d&&(i[d]=!0)}for(var l=0;l<e.length;l++){var s=[].concat(e[l]);o&&i[s[0]]||(void 0!==n&&(void 0===s[5]||(s[1]="@layer".concat(s[5].length>0?" ".concat(s[5]):""," {").concat(s[1],"}")),s[5]=n),r&&(s[2]&&(s[1]="@media ".concat(s[2]," {").concat(s[1],"}")),s[2]=r),t&&(s[4]?(s[1]="@supports (".concat(s[4],") {").concat(s[1],"}"),s[4]=t):s[4]="".concat(t)),a.push(s))}},a}},601(e){e.exports=function(e){return e[1]}},665(e,a,r){r.r(a);var o=r(72),t=r.n(o),n=r(825),i=r.n(n),p=r(659),d=r.n(p),l=r(56),s=r.n(l),c=r(540),g=r.n(c),u=r(113),f=r.n(u),m=r(646),x={};x.styleTagTransform=f(),x.setAttributes=s(),x.insert=d().bind(null,"head"),x.domAPI=i(),x.insertStyleElement=g(),t()(m.A,x);let v=m.A&&m.A.locals?m.A.locals:void 0;r.d(a,{},{default:v})},72(e){var a=[];function r(e){for(var r=-1,o=0;o<a.length;o++)if(a[o].identifier===e){r=o;break}return r}function o(e,o){for(var t={},n=[],i=0;i<e.length;i++){var p=e[i],d=o.base?p[0]+o.base:p[0],l=t[d]||0,s="".concat(d," ").concat(l);t[d]=l+1;var c=r(s),g={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==c)a[c].references++,a[c].updater(g);else{var u=function(e,a){var r=a.domAPI(a);return r.update(e),function(a){a?(a.css!==e.css||a.media!==e.media||a.sourceMap!==e.sourceMap||a.supports!==e.supports||a.layer!==e.layer)&&r.update(e=a):r.remove()}}(g,o);o.byIndex=i,a.splice(i,0,{identifier:s,updater:u,references:1})}n.push(s)}return n}e.exports=function(e,t){var n=o(e=e||[],t=t||{});return function(e){e=e||[];for(var i=0;i<n.length;i++){var p=r(n[i]);a[p].references--}for(var d=o(e,t),l=0;l<n.length;l++){var s=r(n[l]);0===a[s].references&&(a[s].updater(),a.splice(s,1))}n=d}}},659(e){var a={};e.exports=function(e,r){var o=function(e){if(void 0===a[e]){var r=document.querySelector(e);if(window.HTMLIFrameElement&&r instanceof window.HTMLIFrameElement)try{r=r.contentDocument.head}catch(e){r=null}a[e]=r}return a[e]}(e);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(r)}},540(e){e.exports=function(e){var a=document.createElement("style");return e.setAttributes(a,e.attributes),e.insert(a,e.options),a}},56(e,a,r){e.exports=function(e){var a=r.nc;a&&e.setAttribute("nonce",a)}},825(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var a=e.insertStyleElement(e);return{update:function(r){var o,t,n;o="",r.supports&&(o+="@supports (".concat(r.supports,") {")),r.media&&(o+="@media ".concat(r.media," {")),(t=void 0!==r.layer)&&(o+="@layer".concat(r.layer.length>0?" ".concat(r.layer):""," {")),o+=r.css,t&&(o+="}"),r.media&&(o+="}"),r.supports&&(o+="}"),(n=r.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),e.styleTagTransform(o,a,e.options)},remove:function(){var e;null===(e=a).parentNode||e.parentNode.removeChild(e)}}}},113(e){e.exports=function(e,a){if(a.styleSheet)a.styleSheet.cssText=e;else{for(;a.firstChild;)a.removeChild(a.firstChild);a.appendChild(document.createTextNode(e))}}}}]);